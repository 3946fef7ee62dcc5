import { diff } from "json-diff";
import { canonicalJson, sameJson } from "../kube/canonical.ts";
import { isList, isMap, type Json } from "../kube/object.ts";

/** What became of the items of a list. `at`: the place of a changed item among the new ones. */
export type ItemChange =
  | { readonly kind: "same" }
  | { readonly kind: "added" | "removed"; readonly item: Json }
  | { readonly kind: "changed"; readonly at: number; readonly before: Json; readonly after: Json };

/** Characters of the old items times those of the new: each is compared with each, with all lists in them. More takes seconds. */
const MOST_WORK = 20_000_000;

/**
 * Which item of a list became which: those that are equal, and of the others the ones that are most alike. Undefined where there
 * are too many, or too large, to look into.
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

/** One symbol an item, in the order of both lists: ` ` and `~` stand for one of each. */
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
  // Where the package leaves items out, as it does where it takes two lists for equal that are not, it is not believed.
  return i === old.length && j === fresh.length ? changes : undefined;
}

/** The package marks what it replaces with texts of its own, which are no JSON: a text that is like one must not be taken for it. */
function plain(item: Json): unknown {
  return isMap(item) || isList(item) ? item : canonicalJson(item);
}

/** Whatever the comparison says: what differs is told. Two items of which little is the same are two. */
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
