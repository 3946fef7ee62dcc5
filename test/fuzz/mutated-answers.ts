import fc from "fast-check";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { mutatedText, mutation, type Mutation } from "./mutations.ts";

/** A change of the answers to one kind of request, of which there are as many as buckets. */
export interface AnswerChange {
  readonly bucket: number;
  readonly mutation: Mutation;
}

/** More than a plan has kinds of requests, so that most changes hit one. */
const BUCKETS = 128;

export const anyAnswers: fc.Arbitrary<readonly AnswerChange[]> = fc.array(
  fc.record({ bucket: fc.nat(BUCKETS - 1), mutation }),
  { minLength: 1, maxLength: 12 },
);

/** Changes what the servers answer until the result is called. Which answers are hit depends on their paths, not on their order. */
export function mutateAnswers(sandbox: Sandbox, changes: readonly AnswerChange[]): () => void {
  const undo = sandbox.clusters.map(({ name, faults }) =>
    faults.add({
      effect: {
        kind: "rewrite",
        as: (text, { method, path, query }) => {
          const bucket = bucketOf(`${name} ${method} ${path} ${query.get("labelSelector") ?? ""}`);
          return changes
            .filter((change) => change.bucket === bucket)
            .reduce((rest, change) => mutatedText(rest, change.mutation), text);
        },
      },
    }),
  );
  return () => {
    for (const one of undo) one();
  };
}

function bucketOf(text: string): number {
  let hash = 7;
  for (const char of text) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return hash % BUCKETS;
}
