import type { CodeInfo } from "../code-info.ts";

/** Secrets in places where anybody could read them. */
export const SECRET_CODES = {
  MP9260: {
    severity: "error",
    title: "the plan would hold a secret",
    explanation:
      "A plan is printed, saved and passed around, so no credential may be in it: tokens and private keys are holes in it, which apply fills in memory. Yet a field of this plan holds a token, a password or a private key that this run uses itself: somebody wrote it into the mesh file (an annotation, a value, a patch), or a cluster answered with it. Taking it out of the text alone would make a plan that is not what is applied, so no plan is made. Take it out where it stands, and replace the credential: it was readable there.",
  },
} as const satisfies Record<`MP926${number}`, CodeInfo>;
