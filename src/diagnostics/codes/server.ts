import type { CodeInfo } from "../code-info.ts";

/** MP062x: what API servers say of an object that they take all the same. */
export const SERVER_CODES = {
  MP0620: {
    severity: "warning",
    title: "a warning of the API server",
    explanation:
      "The API server answered the dry run of an object with a Warning header: a kind or a field is deprecated, pods would violate the Pod Security Standard of their namespace, or an admission webhook or policy has something to say. Nothing is refused, and apply sends the object as planned. The message has the server's own words. What it warns of only when the object is written is told while the apply runs, as a note.",
  },
} as const satisfies Record<`MP062${string}`, CodeInfo>;
