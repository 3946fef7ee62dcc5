import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { isList, isMap, type Json, type KubeObject, refOf } from "../../kube/object.ts";
import type { Cluster } from "../../mesh/model.ts";
import type { Topology } from "../../mesh/topology.ts";
import type { ReachableFacts } from "../facts.ts";
import { NODE_SELECTOR } from "../known-address.ts";
import { hasAddress } from "../live-address.ts";
import type { Check } from "./check.ts";

/** MP0575, MP0576: a gateway that others made is there, and has what istiod and remotes look for. */
export const gatewayOfOthersServes: Check<"facts"> = {
  over: "facts",
  codes: ["MP0575", "MP0576"],
  check: ({ topology, known }) =>
    known
      .filter(({ cluster }) => topology.eastWestGateways.includes(cluster.name))
      .flatMap(({ cluster, facts }) => reusedGateway(topology, cluster, facts)),
};

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
    ...(lacksAddress(topology, cluster, service)
      ? ["an address: type LoadBalancer, or spec.externalIPs"]
      : []),
  ];
}

/** istiod finds the nodes of a node port by an annotation; remotes need an address of the Service, or of the file. */
function lacksAddress(topology: Topology, cluster: Cluster, service: KubeObject): boolean {
  if (mapAt(service, "spec")["type"] === "LoadBalancer" || hasAddress(service)) return false;
  const onNodes = service.metadata.annotations?.[NODE_SELECTOR] !== undefined;
  const leadsToIstiod = topology.exposesControlPlane.includes(cluster.name);
  const forIstiod = topology.multiNetwork && !onNodes;
  return forIstiod || (leadsToIstiod && cluster.gateway.address === undefined);
}

function mapAt(value: { readonly [key: string]: Json | undefined }, key: string) {
  const found = value[key];
  return isMap(found) ? found : {};
}

function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}
