import type { WriteGuard } from "../../src/executors/lock/held-lock.ts";

/** The lock of a run that nobody else can come between. */
export const ALONE: WriteGuard = { check: () => Promise.resolve() };
