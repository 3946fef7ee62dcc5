import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { isList, isMap, type Json, type KubeObject, refOf } from "../kube/object.ts";
import type { Cluster, ClusterName, Mesh } from "../mesh/model.ts";
import type { Topology } from "../mesh/topology.ts";
import type { ReachableFacts } from "./facts.ts";

/** What the clusters say against the gateways that the file asks for: gateways of others, and nodes as addresses. */
export function gatewayProblems(
  mesh: Mesh,
  topology: Topology,
  facts: ReadonlyMap<ClusterName, ReachableFacts>,
): readonly Diagnostic[] {
  return mesh.clusters.flatMap((cluster) => {
    const known = facts.get(cluster.name);
    if (known === undefined || !topology.eastWestGateways.includes(cluster.name)) return [];
    return [...reusedGateway(topology, cluster, known), ...nodeAddresses(cluster, known)];
  });
}

function reusedGateway(
  topology: Topology,
  cluster: Cluster,
  facts: ReachableFacts,
): readonly Diagnostic[] {
  const place = cluster.gateway.service;
  if (place === undefined) return [];
  const { gatewayService: service } = facts;
  const where = `${place.namespace}/${place.name}`;
  if (service === undefined)
    return [
      {
        code: "MP0575",
        message: `the Service ${where} that gateway.service of ${cluster.name} names does not exist`,
        help: `make it, or correct clusters.${cluster.name}.gateway.service`,
        cluster: cluster.name,
      },
    ];
  const missing = missingParts(topology, cluster, service);
  if (missing.length === 0) return [];
  return [
    {
      code: "MP0576",
      message: `the gateway ${where} of ${cluster.name} cannot serve this mesh: ${missing.join("; ")}`,
      help: `ask its owner to add that, then plan again`,
      cluster: cluster.name,
      object: refOf(service),
    },
  ];
}

/** What istiod and remotes look for at a network gateway, as far as this one does not have it. */
function missingParts(
  topology: Topology,
  cluster: Cluster,
  service: KubeObject,
): readonly string[] {
  const spec = mapAt(service, "spec");
  const labels = service.metadata.labels ?? {};
  const ports = new Set(listOf(spec["ports"]).map((port) => (isMap(port) ? port["port"] : null)));
  const crossNetwork = Number(labels["networking.istio.io/gatewayPort"] ?? 15443);
  const wanted = [
    ...(topology.multiNetwork ? [crossNetwork] : []),
    ...(topology.exposesControlPlane.includes(cluster.name) ? [15012, 15017] : []),
  ];
  const network = labels["topology.istio.io/network"];
  return [
    ...(network === cluster.network || !topology.multiNetwork
      ? []
      : [`the label topology.istio.io/network=${cluster.network}`]),
    ...wanted.filter((port) => !ports.has(port)).map((port) => `the port ${String(port)}`),
    ...(Object.keys(mapAt(spec, "selector")).length === 0 ? ["a selector of its pods"] : []),
  ];
}

/** istiod knows a node by its external address only, so without one the gateway has none. */
function nodeAddresses(cluster: Cluster, facts: ReachableFacts): readonly Diagnostic[] {
  if (facts.nodes === undefined) return [];
  const wanted = Object.entries(cluster.gateway.nodeSelector);
  const selected = facts.nodes.filter(({ metadata }) =>
    wanted.every(([key, value]) => metadata.labels?.[key] === value),
  );
  if (selected.some(hasExternalAddress)) return [];
  const which = wanted.length === 0 ? "no node" : "no node that gateway.nodeSelector selects";
  return [
    {
      code: "MP0577",
      message: `${which} of ${cluster.name} has an ExternalIP, by which istiod would know its NodePort gateway`,
      help: `write an address that leads to the nodes in clusters.${cluster.name}.gateway.address`,
      cluster: cluster.name,
    },
  ];
}

function hasExternalAddress(node: KubeObject): boolean {
  return listOf(mapAt(node, "status")["addresses"]).some(
    (address) => isMap(address) && address["type"] === "ExternalIP",
  );
}

function mapAt(value: { readonly [key: string]: Json | undefined }, key: string) {
  const found = value[key];
  return isMap(found) ? found : {};
}

function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}
