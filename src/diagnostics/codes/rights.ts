import type { CodeInfo } from "../code-info.ts";

/** MP0595 to MP0599 and MP9134 to MP9136: accounts with less rights than an apply has. */
export const RIGHTS_CODES = {
  MP0595: {
    severity: "error",
    title: "the plan is read-only",
    explanation:
      "A plan of `plan --read-only` was compared by meshplan itself: no API server has dry-run it, nobody asked for the rights of an apply, and Secrets may not have been read. It is for review, so apply refuses it. Plan again without `--read-only`, with the account that applies; the digest of that plan is another one.",
  },
  MP0596: {
    severity: "warning",
    title: "Secrets were not read",
    explanation:
      "The account of a read-only plan need not be allowed to read Secrets, and is better without that right. Secrets of the mesh are then marked as not checked, and checks that depend on them are left out: the message names them. The plan of an apply reads them, and runs these checks before anything is written.",
  },
} as const satisfies Record<`MP${string}`, CodeInfo>;
