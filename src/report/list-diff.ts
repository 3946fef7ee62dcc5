import { diff } from "json-diff";
import { canonicalJson, sameJson } from "../kube/canonical.ts";
import { isList, isMap, type Json } from "../kube/object.ts";

/** What happened to the items of a list. `at`: the place of a changed item among the new ones. */
export type ItemChange =
  | { readonly kind: "same" }
  | { readonly kind: "added" | "removed"; readonly item: Json }
  | { readonly kind: "changed"; readonly at: number; readonly before: Json; readonly after: Json };

/**
 * Characters of the old items times those of the new: each is compared with each, including their lists. More takes
 * seconds.
 */
const MOST_WORK = 20_000_000;

/**
 * Matches the items of two lists: first the equal ones, then those that are most alike. Undefined where there are too many, or
 * too large ones, to compare.
 */
export function listDiff(
  before: readonly Json[],
  after: readonly Json[],
): readonly ItemChange[] | undefined {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && sameJson(before[start], after[start])) start += 1;
  let end = 0;
  while (end < most - start && sameJson(before.at(-1 - end), after.at(-1 - end))) end += 1;
  const old = before.slice(start, before.length - end);
  const fresh = after.slice(start, after.length - end);
  if (canonicalJson(old).length * canonicalJson(fresh).length > MOST_WORK) return undefined;
  const same = (count: number): readonly ItemChange[] =>
    Array.from({ length: count }, () => ({ kind: "same" }));
  const middle = aligned(old, fresh, start);
  return middle && [...same(start), ...middle, ...same(end)];
}

/** One symbol per item, in the order of both lists: ` ` and `~` stand for one item of each. */
type Step = readonly [symbol: " " | "~" | "-" | "+"];

function aligned(
  old: readonly Json[],
  fresh: readonly Json[],
  start: number,
): readonly ItemChange[] | undefined {
  const options = { keepUnchangedValues: true };
  const steps = (diff(old.map(plain), fresh.map(plain), options) ?? []) as readonly Step[];
  const changes: ItemChange[] = [];
  let [i, j] = [0, 0];
  for (const [symbol] of steps) {
    const [before = null, after = null] = [old[i], fresh[j]];
    if (symbol !== "+") i += 1;
    if (symbol !== "-") j += 1;
    if (symbol === "-") changes.push({ kind: "removed", item: before });
    else if (symbol === "+") changes.push({ kind: "added", item: after });
    else changes.push(...paired(before, after, start + j - 1));
  }
  // The package may leave items out where it takes two different lists for equal; then its result is not used.
  return i === old.length && j === fresh.length ? changes : undefined;
}

/** The package marks replaced items with texts of its own, which are not JSON: a similar text must not be taken for one. */
function plain(item: Json): unknown {
  return isMap(item) || isList(item) ? item : canonicalJson(item);
}

/** Reports every difference, whatever the comparison says. Two items that have little in common count as two. */
function paired(before: Json, after: Json, at: number): readonly ItemChange[] {
  if (sameJson(before, after)) return [{ kind: "same" }];
  if (isMap(before) && isMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    const equal = keys.filter(
      (key) =>
        Object.hasOwn(before, key) &&
        Object.hasOwn(after, key) &&
        sameJson(before[key], after[key]),
    );
    if (equal.length * 2 >= keys.length) return [{ kind: "changed", at, before, after }];
  }
  return [
    { kind: "removed", item: before },
    { kind: "added", item: after },
  ];
}
