import { sameJson, withoutNulls } from "../../../src/kube/canonical.ts";
import {
  isList,
  isMap,
  type Json,
  type JsonMap,
  type KubeObject,
  refOf,
  refText,
} from "../../../src/kube/object.ts";
import { memoByIdentity } from "../../../src/util/memo.ts";
import { marked } from "../../../src/planner/marks.ts";

/** One place where two renders of the same request are not the same. */
export interface Difference {
  /** `Deployment istio-system/istiod` */
  readonly object: string;
  /** `spec.template.spec.containers[istio-proxy].image`; empty where only one of both has the object. */
  readonly path: string;
  readonly istioctl: Json | undefined;
  readonly helm: Json | undefined;
}

/** Everything that differs in what meshplan would send, each difference once, in the order of the objects. */
export function differences(
  istioctl: readonly KubeObject[],
  helm: readonly KubeObject[],
): readonly Difference[] {
  const [left, right] = [byName(istioctl), byName(helm)];
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((object) => {
    const [one, other] = [left.get(object), right.get(object)];
    const found =
      one === undefined || other === undefined
        ? [{ path: "", istioctl: one, helm: other }]
        : compare(one, other);
    return found.map((difference) => ({ ...difference, object }));
  });
}

const MESH = {
  name: "mesh1",
  istio: { namespace: "istio-system" },
  metadata: { labels: {}, annotations: {} },
};

function byName(objects: readonly KubeObject[]): ReadonlyMap<string, Json> {
  return new Map(objects.map((object) => [refText(refOf(object)), normalisedObject(object)]));
}

/** Definitions are 1 MB and shared by all renders. */
const normalisedObject = memoByIdentity((object: KubeObject) => normalised(marked(object, MESH)));

/** Lists by key, ports as a server completes them, text that is JSON as what it says; nothing that says nothing. */
function normalised(value: Json): Json {
  if (isList(value)) return keyed(value.map(normalised));
  if (typeof value === "string") return jsonInside(value) ?? value;
  if (!isMap(value)) return value;
  const whole = isPort(value) ? { protocol: "TCP", ...value } : value;
  const entries = Object.entries(withoutNulls(whole)).flatMap(([key, item]) => {
    const below = item === undefined ? undefined : normalised(item);
    return below === undefined || isEmpty(below) ? [] : [[key, below] as const];
  });
  return Object.fromEntries(entries);
}

function isPort(value: JsonMap): boolean {
  return typeof value["port"] === "number" && value["targetPort"] !== undefined;
}

function isEmpty(value: Json): boolean {
  return isMap(value) && Object.keys(value).length === 0;
}

function jsonInside(text: string): Json | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return normalised(JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}

/** Containers, variables, volumes and ports have names; their order says nothing. */
function keyed(list: readonly Json[]): Json {
  const keys = list.map((item) => (isMap(item) ? (item["name"] ?? item["containerPort"]) : null));
  const isKeyed =
    list.length > 0 &&
    keys.every((key) => typeof key === "string" || typeof key === "number") &&
    new Set(keys).size === keys.length;
  return isKeyed
    ? Object.fromEntries(list.map((item, index) => [`[${String(keys[index])}]`, item]))
    : list;
}

type Found = Omit<Difference, "object">;

/** Goes down while both sides are maps, or keyed lists; what one side lacks is one difference, whatever is in it. */
function compare(istioctl: Json | undefined, helm: Json | undefined, path = ""): readonly Found[] {
  if (istioctl === helm) return [];
  const [one, other] = [membersOf(istioctl, helm), membersOf(helm, istioctl)];
  if (one === undefined || other === undefined)
    return sameJson(istioctl, helm) ? [] : [{ path, istioctl, helm }];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].sort().flatMap((key) => {
    const below = key.startsWith("[") || path === "" ? `${path}${key}` : `${path}.${key}`;
    return compare(one[key], other[key], below);
  });
}

/** A keyed list that is absent has no entries. */
function membersOf(value: Json | undefined, beside: Json | undefined): JsonMap | undefined {
  if (isMap(value)) return value;
  const isKeyedList = isMap(beside) && Object.keys(beside).every((key) => key.startsWith("["));
  return value === undefined && isKeyedList ? {} : undefined;
}
