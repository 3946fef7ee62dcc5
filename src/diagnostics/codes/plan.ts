import type { CodeInfo } from "../codes.ts";

/** MP05xx: what the clusters look like does not fit what the file asks for. */
export const PLAN_CODES = {} as const satisfies Record<`MP05${string}`, CodeInfo>;
