import type { Paint } from "./paint.ts";

/** No colour at all: for pipes, files, tests and `NO_COLOR`. */
export const plainPaint: Paint = (_tone, text) => text;
