import type { Executor } from "./executor.ts";

/** Writes nothing; its waits follow, as after every action. */
export const wait: Executor<"wait"> = () => Promise.resolve();
