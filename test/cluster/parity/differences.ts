import { parseYaml } from "../../../src/adapters/host/yaml.ts";
import { sameJson } from "../../../src/kube/canonical.ts";
import {
  isList,
  isMap,
  type Json,
  type JsonMap,
  type KubeObject,
} from "../../../src/kube/object.ts";
import { comparable } from "./ignored.ts";

/** One field, or a whole object, that is not the same in two clusters. */
export interface Difference {
  readonly cluster: string;
  readonly kind: string;
  readonly name: string;
  /** Empty for a whole object. */
  readonly path: string;
  /** Absent where the guide's cluster has nothing there. */
  readonly guide?: Json;
  /** Absent where meshplan's cluster has nothing there. */
  readonly meshplan?: Json;
}

type Found = Pick<Difference, "path" | "guide" | "meshplan">;

/** Everything that differs between the guide's cluster and meshplan's, by kind, name and path. */
export function differencesOf(
  cluster: string,
  guide: readonly KubeObject[],
  meshplan: readonly KubeObject[],
): readonly Difference[] {
  const [theirs, ours] = [byName(guide), byName(meshplan)];
  return [...new Set([...theirs.keys(), ...ours.keys()])].sort().flatMap((key) => {
    const [one, other] = [theirs.get(key), ours.get(key)];
    const { kind, metadata } = (one ?? other) as KubeObject;
    const found =
      one === undefined || other === undefined
        ? [difference("", one && "there", other && "there")]
        : compare(one, other, "");
    return found.map((each) => ({ cluster, kind, name: metadata.name, ...each }));
  });
}

function byName(objects: readonly KubeObject[]): ReadonlyMap<string, KubeObject> {
  return new Map(
    objects.flatMap((object) => {
      const compared = comparable(object);
      const group = object.apiVersion.split("/").slice(0, -1).join("");
      return compared === undefined
        ? []
        : [[`${object.kind}.${group} ${object.metadata.name}`, compared]];
    }),
  );
}

function compare(guide: Json | undefined, meshplan: Json | undefined, path: string): Found[] {
  if (sameJson(guide, meshplan)) return [];
  const [one, other] = [mapOf(guide), mapOf(meshplan)];
  const isMapInEither = one !== undefined || other !== undefined;
  const isMapOrNothing = (map: JsonMap | undefined, value: Json | undefined): boolean =>
    map !== undefined || value === undefined;
  if (isMapInEither && isMapOrNothing(one, guide) && isMapOrNothing(other, meshplan)) {
    const below = keysOf(one, other).flatMap((key) =>
      compare(one?.[key], other?.[key], join(path, key)),
    );
    // An empty map against nothing, or another order of the same list.
    return below.length > 0 ? below : [difference(path, guide, meshplan)];
  }
  return [difference(path, guide, meshplan)];
}

function keysOf(one: JsonMap | undefined, other: JsonMap | undefined): readonly string[] {
  return [...new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})])].sort();
}

function join(path: string, key: string): string {
  return path === "" || key.startsWith("[") ? path + key : `${path}.${key}`;
}

/** A map, a list whose items have names, or a text that holds a map: a ConfigMap's JSON or YAML. */
function mapOf(value: Json | undefined): JsonMap | undefined {
  if (isMap(value)) return value;
  if (isList(value)) return namedItems(value);
  const [document] =
    typeof value === "string" && value.includes(":") ? (parseYaml(value) ?? []) : [];
  return isMap(document) ? document : undefined;
}

function namedItems(list: readonly Json[]): JsonMap | undefined {
  const names = list.map((item) => (isMap(item) ? item["name"] : undefined));
  const isNamed = list.length > 0 && names.every((name) => typeof name === "string");
  if (!isNamed || new Set(names).size < list.length) return undefined;
  return Object.fromEntries(list.map((item, index) => [`[${String(names[index])}]`, item]));
}

function difference(path: string, guide: Json | undefined, meshplan: Json | undefined): Found {
  return {
    path,
    ...(guide === undefined ? {} : { guide }),
    ...(meshplan === undefined ? {} : { meshplan }),
  };
}

/** For a failed test: `cluster1 Deployment istiod: spec.replicas: 1 -> 2`. */
export function differenceText({ cluster, kind, name, path, ...values }: Difference): string {
  const [guide, meshplan] = [values.guide, values.meshplan].map((value) =>
    value === undefined ? "nothing" : JSON.stringify(value),
  );
  return `${cluster} ${kind} ${name}: ${path}: ${guide ?? ""} -> ${meshplan ?? ""}`;
}
