import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { refText } from "../kube/object.ts";

/** Each problem once: facts and observation may meet the same missing right. Keeps the first, and the order. */
export function uniqueProblems(all: readonly Diagnostic[]): readonly Diagnostic[] {
  const known = new Set<string>();
  return all.filter(({ code, cluster, object, message }) => {
    const key = [code, cluster, object === undefined ? message : refText(object)].join("\n");
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}
