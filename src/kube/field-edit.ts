import { type FieldPath, valueAt } from "./field-path.ts";
import { isList, isMap, type Json, type KubeObject } from "./object.ts";

/**
 * The object without the given fields. Maps that become empty go too: an empty map would be a field of its own.
 * Paths the object does not have are ignored.
 */
export function withoutFields(object: KubeObject, paths: readonly FieldPath[]): KubeObject {
  return paths.reduce<Json>((rest, path) => remove(rest, path) ?? {}, object) as KubeObject;
}

function remove(value: Json, path: FieldPath): Json | undefined {
  const [element, ...rest] = path;
  if (element === undefined) return undefined;
  const child = valueAt(value, [element]);
  if (child === undefined) return value;
  const replaced = remove(child, rest);
  if (isList(value)) {
    return value.flatMap((item) =>
      item === child ? (replaced === undefined ? [] : [replaced]) : [item],
    );
  }
  if (!isMap(value)) return value;
  const { [element.slice(2)]: _, ...others } = value;
  if (replaced !== undefined) return { ...others, [element.slice(2)]: replaced };
  return Object.keys(others).length === 0 ? undefined : others;
}
