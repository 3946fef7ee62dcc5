import type { CodeInfo } from "../codes.ts";

/** MP9xxx: files, processes, kubeconfigs, API servers; 90xx files and arguments, 91xx clusters, 92xx renderers, 93xx apply. */
export const WORLD_CODES = {} as const satisfies Record<`MP9${string}`, CodeInfo>;
