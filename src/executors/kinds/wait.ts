import type { Executor } from "./executor.ts";

/** Writes nothing. Its waits follow, as they do after every action. */
export const wait: Executor<"wait"> = () => Promise.resolve();
