import { sameJson } from "../kube/canonical.ts";
import {
  type FieldPath,
  isWithin,
  type PathPattern,
  printedPath,
  valueAt,
} from "../kube/field-path.ts";
import { fieldsOf } from "../kube/field-set.ts";
import { builtinFieldTypes } from "../kube/field-types.ts";
import {
  isList,
  isMap,
  type Json,
  type KubeObject,
  type ObjectRef,
  refOf,
} from "../kube/object.ts";
import { EXTERNAL_NAME, GATEWAY_NAME } from "./names.ts";

/** By these istiod and the gateways know which cluster, network and revision they are, and whom they serve. */
const ENV = [
  "CLUSTER_ID",
  "REVISION",
  "EXTERNAL_ISTIOD",
  "ISTIOD_CUSTOM_HOST",
  "LOCAL_CLUSTER_SECRET_WATCHER",
  "AMBIENT_ENABLE_MULTI_NETWORK",
  "ISTIO_META_CLUSTER_ID",
  "ISTIO_META_NETWORK",
  "ISTIO_META_REQUESTED_NETWORK_VIEW",
];

const NETWORK: PathPattern = ["metadata", "labels", "topology.istio.io/network"];

/**
 * Fields without which a mesh says it is synced and fails silently. Where another manager holds one of them with another
 * value, leaving it alone is not an option.
 */
const ESSENTIAL: Readonly<Record<string, readonly PathPattern[]>> = {
  Namespace: [NETWORK, ["metadata", "annotations", "topology.istio.io/controlPlaneClusters"]],
  MutatingWebhookConfiguration: [
    ["webhooks", {}, "clientConfig", "service"],
    ["webhooks", {}, "clientConfig", "url"],
  ],
  EndpointSlice: [["endpoints"], ["ports"]],
  Endpoints: [["subsets"]],
  Service: [["spec", "selector"], ["spec", "ports"], ["spec", "externalName"], NETWORK],
  Secret: [["data"], ["metadata", "labels", "istio/multiCluster"]],
  Gateway: [["spec"], NETWORK],
  VirtualService: [["spec"]],
  Deployment: [
    ["spec", "template", ...NETWORK],
    ...["discovery", "istio-proxy"].flatMap((container) => envOf(container, ENV)),
  ],
  DaemonSet: envOf("istio-proxy", ["CLUSTER_ID", "ISTIO_META_CLUSTER_ID", "NETWORK"]),
};

function envOf(container: string, names: readonly string[]): readonly PathPattern[] {
  const pod = ["spec", "template", "spec", "containers", { name: container }, "env"];
  return names.map((name) => [...pod, { name }]);
}

/** How other clusters reach a gateway; of any other Service the type is its owner's own affair. */
const REACHED: readonly PathPattern[] = [
  ["spec", "type"],
  ["spec", "externalIPs"],
];
const REACHED_SERVICES: ReadonlySet<string> = new Set([GATEWAY_NAME, EXTERNAL_NAME]);

export function isEssential(object: ObjectRef, path: FieldPath): boolean {
  const isIn = (patterns: readonly PathPattern[] = []): boolean =>
    patterns.some((pattern) => isWithin(path, pattern));
  const isReached = object.kind === "Service" && REACHED_SERVICES.has(object.name);
  return (isReached && isIn(REACHED)) || isIn(ESSENTIAL[object.kind]);
}

/** A field that the mesh needs, as something left it; or the largest part of the object that went with it. */
export interface BrokenField {
  readonly path: string;
  readonly isGone: boolean;
}

/** The first essential field of `wanted` to which the step from `before` to `after` gives another value, or none. */
export function brokenEssential(
  wanted: KubeObject,
  before: KubeObject,
  after: KubeObject,
): BrokenField | undefined {
  if (before === after) return undefined;
  const ref = refOf(wanted);
  const leaves = [...fieldsOf(wanted, builtinFieldTypes(wanted.apiVersion, wanted.kind)).leaves()];
  const broken = leaves.find((path) => {
    if (!isEssential(ref, path)) return false;
    const left = essence(valueAt(after, path));
    return (
      !sameJson(left, essence(valueAt(wanted, path))) &&
      !sameJson(left, essence(valueAt(before, path)))
    );
  });
  if (broken === undefined) return undefined;
  const gone = broken
    .map((_, index) => broken.slice(0, index + 1))
    .find((path) => valueAt(after, path) === undefined);
  return { path: printedPath(gone ?? broken), isGone: gone !== undefined };
}

/** Which services a gateway lets other networks reach (`hosts`) is the user's choice; that it passes them through is not. */
function essence(value: Json | undefined): Json | undefined {
  if (!isList(value)) return value;
  return value.map((item) => {
    const tls = isMap(item) ? item["tls"] : undefined;
    const isPassed = isMap(tls) && tls["mode"] === "AUTO_PASSTHROUGH";
    return isMap(item) && isPassed ? { ...item, hosts: [] } : item;
  });
}
