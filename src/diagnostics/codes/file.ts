import type { CodeInfo } from "../codes.ts";

/** MP01xx syntax, MP02xx shape, MP03xx build, MP04xx rules: problems of the mesh file. */
export const FILE_CODES = {} as const satisfies Record<`MP0${1 | 2 | 3 | 4}${string}`, CodeInfo>;
