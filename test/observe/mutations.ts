import fc from "fast-check";
import { type FieldPath, serverPathText, valueAt } from "../../src/kube/field-path.ts";
import { isList, isMap, type Json, type KubeObject } from "../../src/kube/object.ts";
import { appliedFields } from "../../src/kube/unchanged.ts";
import { objectPath } from "../../src/kube/kinds.ts";
import { refOf } from "../../src/kube/object.ts";
import type { Answer, Client } from "../embedded/kube/client.ts";

/** Who writes, and how: a person, a controller that updates, a controller that applies, or our own apply of another plan. */
export const WRITERS = [
  { manager: "kubectl-edit", how: "patch" },
  { manager: "other-controller", how: "patch" },
  { manager: "gitops", how: "apply" },
  { manager: "meshplan", how: "apply" },
] as const;
export type Writer = (typeof WRITERS)[number];

/** One change of one field by one writer; the numbers pick among what is there. */
export interface Mutation {
  readonly object: number;
  readonly field: number;
  readonly writer: Writer;
  /** Writes the value that is there already: ownership moves, nothing else. */
  readonly sameValue: boolean;
}

export function mutations(): fc.Arbitrary<Mutation> {
  return fc.record({
    object: fc.nat(),
    field: fc.nat(),
    writer: fc.constantFrom(...WRITERS),
    sameValue: fc.boolean(),
  });
}

/** The fields meshplan owns on a live object. */
function ownFields(live: KubeObject): readonly FieldPath[] {
  return [...(appliedFields(live, "meshplan")?.leaves() ?? [])].filter(
    (path) => valueAt(live, path) !== undefined,
  );
}

/** Does it; undefined where the server does not take such a value, or there is nothing to change. */
export async function mutate(
  client: Client,
  live: KubeObject,
  { field, writer, sameValue }: Mutation,
  except?: RegExp,
): Promise<Answer | undefined> {
  const fields = ownFields(live).filter((path) => except?.test(serverPathText(path)) !== true);
  const path = fields[field % Math.max(fields.length, 1)];
  const value = path === undefined ? undefined : valueAt(live, path);
  const wanted = value === undefined || sameValue ? value : another(value);
  if (path === undefined || wanted === undefined) return undefined;
  const url = objectPath(refOf(live));
  const answer =
    writer.how === "apply"
      ? await client.apply(url, partOf(live, path, wanted), writer.manager, "&force=true")
      : await client.request(
          "PATCH",
          `${url}?fieldManager=${writer.manager}`,
          [{ op: "replace", path: pointerOf(live, path), value: wanted }],
          { contentType: "application/json-patch+json" },
        );
  return answer.status < 300 ? answer : undefined;
}

/** Another value of the same type; undefined where none is known. */
function another(value: Json): Json | undefined {
  if (typeof value === "string") return `${value}x`;
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  if (isList(value)) return value.length > 1 ? value.slice(1) : [...value, ...value.map(textOnly)];
  return undefined;
}

function textOnly(value: Json): Json {
  return typeof value === "string" ? `${value}x` : value;
}

/** RFC 6901, with items of keyed lists and sets by their place. */
function pointerOf(object: KubeObject, path: FieldPath): string {
  return path
    .map((element, depth) => {
      if (element.startsWith("f:"))
        return `/${element.slice(2).replaceAll("~", "~0").replaceAll("/", "~1")}`;
      const list = valueAt(object, path.slice(0, depth));
      const item = valueAt(object, path.slice(0, depth + 1));
      const index = isList(list) && item !== undefined ? list.indexOf(item) : -1;
      return `/${index}`;
    })
    .join("");
}

/** The object with this one field, and the keys of the list items that lead to it. */
function partOf(live: KubeObject, path: FieldPath, value: Json): Json {
  const { apiVersion, kind, metadata } = live;
  const { name, namespace } = metadata;
  const place = namespace === undefined ? { name } : { name, namespace };
  const part = nested(path, value);
  const own = isMap(part) && isMap(part["metadata"]) ? part["metadata"] : {};
  return { ...(isMap(part) ? part : {}), apiVersion, kind, metadata: { ...own, ...place } };
}

function nested([element, ...rest]: FieldPath, value: Json): Json {
  if (element === undefined) return value;
  const below = nested(rest, value);
  const body = element.slice(2);
  if (element.startsWith("f:")) return { [body]: below };
  if (element.startsWith("v:")) return [value];
  const key = JSON.parse(body) as Json;
  return [{ ...(isMap(key) ? key : {}), ...(isMap(below) ? below : {}) }];
}
