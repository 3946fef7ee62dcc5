import { isMap, type Json, type JsonMap } from "../../../kube/object.ts";
import { type Draft, type DraftValue, isDraft } from "../json-draft.ts";

/** Fills the `default`s of a custom resource's schema. */
export function fillCustomDefaults(value: DraftValue, node: Json | undefined): void {
  if (!isMap(node)) return;
  if (Array.isArray(value)) {
    for (const item of value) fillCustomDefaults(item, node["items"]);
    return;
  }
  if (!isDraft(value)) return;
  const properties = isMap(node["properties"]) ? node["properties"] : {};
  for (const [name, member] of Object.entries(properties)) {
    if (!isMap(member)) continue;
    const given = member["default"];
    if (value[name] === undefined && given !== undefined)
      value[name] = structuredClone(given) as DraftValue;
    const found = value[name];
    if (found !== undefined && found !== null) fillCustomDefaults(found, member);
  }
  const others = node["additionalProperties"];
  if (isMap(others))
    for (const [name, member] of Object.entries(value))
      if (!(name in properties) && member !== undefined) fillCustomDefaults(member, others);
}

/** Removes fields that the schema does not declare, and nulls that it does not allow, as the server does before storing. */
export function pruneCustom(object: Draft, openApi: JsonMap): void {
  prune(object, openApi, true);
}

function prune(value: DraftValue, node: Json | undefined, isRoot = false): void {
  if (!isMap(node) || node["x-kubernetes-preserve-unknown-fields"] === true) return;
  if (Array.isArray(value)) {
    for (const item of value) prune(item, node["items"]);
    return;
  }
  if (!isDraft(value)) return;
  const properties = isMap(node["properties"]) ? node["properties"] : {};
  const others = node["additionalProperties"];
  for (const [name, member] of Object.entries(value)) {
    if (isRoot && ["apiVersion", "kind", "metadata"].includes(name)) continue;
    const schema = properties[name] ?? (isMap(others) ? others : undefined);
    const isLost = schema === undefined && others !== true;
    const isNull = member === null && isMap(schema) && schema["nullable"] !== true;
    if (isLost || isNull) Reflect.deleteProperty(value, name);
    else if (member !== undefined) prune(member, schema);
  }
}
