/** Room below GitHub's 65,536 characters of a comment, for what a pipeline puts around the document. */
export const DEFAULT_MAX_BYTES = 60_000;
/** The shortest document of every plan, and of every apply, fits into this. */
export const LEAST_MAX_BYTES = 4_000;
