import type { PathElement } from "../../../kube/field-path.ts";
import type { Json } from "../../../kube/object.ts";
import type { ListSchema, MapSchema, Schema } from "../../../kube/schema/schema.ts";
import { ANYTHING } from "../../../kube/schema/schema.ts";
import { asList, asMap, atomOf, bothEmpty, elementOf, memberSchema } from "./atom.ts";

/**
 * The live value with the applied one on top: maps by member, keyed lists and sets by item, everything else as a whole.
 * A part that ends up empty is absent, unless both sides were empty. Source: structured-merge-diff typed/merge.go.
 */
export function mergeValues(
  live: Json | undefined,
  applied: Json | undefined,
  schema: Schema,
): Json | undefined {
  const atom = atomOf(schema, applied === undefined ? live : applied);
  if (atom.kind === "map") {
    if (atom.map.atomic || bothEmpty(live, applied)) return applied === undefined ? live : applied;
    return mergeMaps(live, applied, atom.map);
  }
  if (atom.kind === "list") {
    if (atom.list.merge === "atomic" || bothEmpty(live, applied))
      return applied === undefined ? live : applied;
    return mergeLists(asList(live), asList(applied), atom.list);
  }
  return applied === undefined ? live : applied;
}

function mergeMaps(
  live: Json | undefined,
  applied: Json | undefined,
  map: MapSchema,
): Json | undefined {
  const left = asMap(live);
  const right = asMap(applied);
  const out: Record<string, Json> = {};
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const merged = mergeValues(left[name], right[name], memberSchema(map, name) ?? ANYTHING);
    if (merged !== undefined) out[name] = merged;
  }
  return Object.keys(out).length > 0 ? out : undefined;
}

/** Live items keep their place; new ones and shared ones follow the applied order. */
function mergeLists(
  live: readonly Json[],
  applied: readonly Json[],
  list: ListSchema,
): Json | undefined {
  const leftKeys = live.map((item) => elementOf(item, list));
  const rightKeys = applied.map((item) => elementOf(item, list));
  const left = new Map(leftKeys.map((key, index) => [key, live[index]]));
  const right = new Map(rightKeys.map((key, index) => [key, applied[index]]));
  const shared = rightKeys.filter((key) => left.has(key));
  const done = new Set<PathElement>();
  const out: Json[] = [];
  const take = (key: PathElement, fromLeft: boolean): void => {
    const merged = mergeValues(left.get(key), fromLeft ? undefined : right.get(key), list.items);
    if (merged !== undefined) out.push(merged);
  };
  const takeRight = (key: PathElement): void => {
    done.add(key);
    take(key, false);
    if (shared[0] === key) shared.shift();
  };
  let l = 0;
  let r = 0;
  while (l < leftKeys.length || r < rightKeys.length) {
    const leftKey = leftKeys[l];
    const rightKey = rightKeys[r];
    if (leftKey !== undefined && leftKey === rightKey) {
      takeRight(leftKey);
      l += 1;
      r += 1;
    } else if (
      leftKey !== undefined &&
      rightKey !== undefined &&
      right.has(leftKey) &&
      shared[0] !== undefined &&
      shared[0] !== leftKey
    ) {
      l += 1;
    } else if (leftKey !== undefined && !right.has(leftKey)) {
      take(leftKey, true);
      l += 1;
    } else {
      if (leftKey !== undefined && done.has(leftKey)) l += 1;
      if (rightKey !== undefined) {
        takeRight(rightKey);
        r += 1;
      } else if (leftKey !== undefined && !done.has(leftKey)) l += 1;
    }
  }
  return out.length > 0 ? out : undefined;
}
