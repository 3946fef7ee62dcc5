import { isMap, type Json } from "../../../kube/object.ts";

/** RFC 7396: maps merge, null removes, everything else replaces. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isMap(patch)) return patch;
  const out: Record<string, Json> = {};
  for (const [name, value] of Object.entries(isMap(target) ? target : {}))
    if (value !== undefined) out[name] = value;
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) Reflect.deleteProperty(out, name);
    else out[name] = mergePatch(out[name], value);
  }
  return out;
}
