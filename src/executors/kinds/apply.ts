import type { Executor } from "./executor.ts";
import { writeChanges } from "./write.ts";

/** Sends objects with server-side apply. Safe to repeat: applying the same object twice changes nothing. */
export const apply: Executor<"apply"> = (context) => writeChanges(context);
