import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { refText } from "../kube/object.ts";
import type { Leftover } from "./owned-objects.ts";

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

/** Without the remote secrets of MP0529 that are told as left over (MP0610) anyway, with the same command to delete them. */
export function besidesLeftovers(
  all: readonly Diagnostic[],
  leftovers: readonly Leftover[],
): readonly Diagnostic[] {
  const isLeft = ({ cluster, object }: Diagnostic): boolean =>
    leftovers.some(
      (one) =>
        one.cluster === cluster && object !== undefined && refText(one.object) === refText(object),
    );
  return all.filter((one) => one.code !== "MP0529" || !isLeft(one));
}
