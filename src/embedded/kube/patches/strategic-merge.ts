import { isList, isMap, type Json, type JsonMap } from "../../../kube/object.ts";
import type { ListSchema, Schema } from "../../../kube/schema/schema.ts";
import { ANYTHING } from "../../../kube/schema/schema.ts";
import { memberSchema } from "../typed/atom.ts";

/**
 * Strategic merge, as far as kubectl and controllers use it: keyed lists merge by their first key, sets by value,
 * `$patch: delete|replace`, `$deleteFromPrimitiveList/…`, `$setElementOrder/…` (ignored), `$retainKeys`.
 */
export function strategicMerge(target: Json | undefined, patch: Json, schema: Schema): Json {
  if (!isMap(patch)) return patch;
  if (patch["$patch"] === "replace") return withoutDirectives(patch);
  const out: Record<string, Json> = {};
  const retained = isList(patch["$retainKeys"]) ? patch["$retainKeys"] : undefined;
  for (const [name, value] of Object.entries(isMap(target) ? target : {}))
    if (value !== undefined && (retained === undefined || retained.includes(name)))
      out[name] = value;
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (name.startsWith("$deleteFromPrimitiveList/")) removeValues(out, name, value);
    if (name.startsWith("$")) continue;
    if (value === null) Reflect.deleteProperty(out, name);
    else out[name] = mergeMember(out[name], value, memberOf(schema, name));
  }
  return out;
}

function memberOf(schema: Schema, name: string): Schema {
  return (schema.map === undefined ? undefined : memberSchema(schema.map, name)) ?? ANYTHING;
}

function mergeMember(before: Json | undefined, value: Json, schema: Schema): Json {
  if (isList(value) && schema.list !== undefined)
    return mergeList(isList(before) ? before : [], value, schema.list);
  return strategicMerge(before, value, schema);
}

function mergeList(before: readonly Json[], patch: readonly Json[], list: ListSchema): Json {
  if (list.merge === "atomic") return patch.filter((item) => !isDirective(item));
  if (list.merge === "set") return [...new Set([...before, ...patch])];
  const key = list.merge[0] ?? "name";
  const isReplace = patch.some((item) => isMap(item) && item["$patch"] === "replace");
  const out = isReplace ? [] : [...before];
  for (const item of patch) {
    if (!isMap(item) || item["$patch"] === "replace") continue;
    const index = out.findIndex((one) => isMap(one) && one[key] === item[key]);
    if (item["$patch"] === "delete") {
      if (index >= 0) out.splice(index, 1);
    } else if (index >= 0) out[index] = strategicMerge(out[index], item, list.items);
    else out.push(withoutDirectives(item));
  }
  return out;
}

function isDirective(item: Json): boolean {
  return isMap(item) && item["$patch"] !== undefined;
}

function withoutDirectives(map: JsonMap): JsonMap {
  return Object.fromEntries(Object.entries(map).filter(([name]) => !name.startsWith("$")));
}

function removeValues(out: Record<string, Json>, directive: string, values: Json): void {
  const name = directive.slice("$deleteFromPrimitiveList/".length);
  const kept = out[name];
  if (isList(kept) && isList(values)) out[name] = kept.filter((item) => !values.includes(item));
}
