import { canonicalJson } from "../kube/canonical.ts";
import { isList, isMap, type Json, type JsonMap } from "../kube/object.ts";
import type { Span } from "../diagnostics/source.ts";
import type { Cluster, LayerName, Mesh, ValuesLayer } from "../mesh/model.ts";
import { pointerStep } from "../mesh/pointer-step.ts";
import { printedPointer } from "../mesh/printed-pointer.ts";
import type { Topology } from "../mesh/topology.ts";
import { externalLayers } from "./components/control-plane/external-operator.ts";
import { renderRequests } from "./render-requests.ts";

/** One value that a manifest was rendered with, and where it was set. */
interface ValueSource {
  /** Inside the IstioOperator's spec: `values.global.network`. */
  readonly path: string;
  readonly value: Json;
  /** meshplan: it follows from the clusters of the file. */
  readonly layer: LayerName | "meshplan";
  /** Where it was written; for what meshplan sets, the cluster's key. */
  readonly at: Span;
}

/**
 * Every value that one manifest of a cluster is rendered with, and which layer of the file set it.
 *
 * What meshplan sets itself is told by rendering the request once more as if the user had set nothing.
 */
export function valueSources(
  mesh: Mesh,
  topology: Topology,
  cluster: Cluster,
  action: string,
): readonly ValueSource[] {
  const full = leavesOf(specOf(mesh, topology, action));
  // What runs in a host is rendered with the values of the primary it serves, too.
  const served = mesh.clusters.find(({ name }) => name === topology.hosts.get(cluster.name));
  const clusters = mesh.clusters.map((one) =>
    one === cluster || one === served ? bare(one) : one,
  );
  const own = new Map(leavesOf(specOf({ ...mesh, clusters }, topology, action)));
  const values = served === undefined ? cluster.values : externalLayers(cluster, served);
  return full.map(([pointer, value]) => {
    const path = printedPointer(pointer);
    const written = writtenAt({ ...cluster, values }, pointer);
    const isOwn = canonicalJson(own.get(pointer) ?? null) === canonicalJson(value);
    return written !== undefined && !isOwn
      ? { path, value, ...written }
      : { path, value, layer: "meshplan", at: cluster.at };
  });
}

function bare(cluster: Cluster): Cluster {
  return { ...cluster, values: [], gateway: { ...cluster.gateway, values: [] } };
}

function specOf(mesh: Mesh, topology: Topology, action: string): Json {
  const request = renderRequests(mesh, topology).find((one) => one.for === action);
  return request?.operator["spec"] ?? {};
}

/** The strongest layer that wrote a leaf, or the setting of the gateway it was made of. */
function writtenAt(
  cluster: Cluster,
  pointer: string,
): { readonly layer: LayerName; readonly at: Span } | undefined {
  const setting = GATEWAY_SETTINGS.find(([place]) => pointer.startsWith(place));
  return setting === undefined
    ? lastOf(cluster.values, pointer.replace(/^\/values/, ""))
    : lastOf(cluster.gateway.values, setting[1]);
}

/** Where the settings of a gateway's pods stand in its operator. */
const GATEWAY_SETTINGS = [
  ["/values/gateways/istio-ingressgateway/autoscaleM", "/replicas"],
  ...["resources", "nodeSelector", "tolerations", "affinity"].map(
    (key) => [`/components/ingressGateways/0/k8s/${key}`, `/${key}`] as const,
  ),
] as const;

function lastOf(layers: readonly ValuesLayer[], pointer: string) {
  const found = layers.flatMap(({ layer, fieldsAt }) => {
    const leaf = Object.keys(fieldsAt).find(
      (one) => one === pointer || one.startsWith(`${pointer}/`) || pointer.startsWith(`${one}/`),
    );
    const at = leaf === undefined ? undefined : fieldsAt[leaf];
    return at === undefined ? [] : [{ layer, at }];
  });
  return found.at(-1);
}

/** The leaves of a value by JSON pointer; lists without maps are leaves. */
export function leavesOf(value: Json, pointer = ""): readonly (readonly [string, Json])[] {
  if (isMap(value) && Object.keys(value).length > 0) return entriesOf(value, pointer);
  if (isList(value) && value.some(isMap))
    return value.flatMap((item, index) => leavesOf(item, `${pointer}/${String(index)}`));
  return [[pointer, value]];
}

function entriesOf(map: JsonMap, pointer: string): readonly (readonly [string, Json])[] {
  return Object.entries(map).flatMap(([key, item]) =>
    item === undefined ? [] : leavesOf(item, `${pointer}/${pointerStep(key)}`),
  );
}
