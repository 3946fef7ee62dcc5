import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { addressKind } from "../address.ts";
import type { Cluster } from "../model.ts";
import { nameText } from "../name-text.ts";
import type { Topology } from "../topology.ts";
import { gatewaySpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0490, MP0492: a gateway without a load balancer has the address that the file gives it.
 *
 * Nodes give a gateway addresses that istiod knows, but not the ports 15012 and 15017, where remotes look for their control
 * plane. A ClusterIP is reached at `externalIPs`, which are IP addresses. A host's Service in front of istiod is reached in the
 * same ways.
 */
export const gatewaysHaveAddresses: Rule = (mesh, topology) =>
  mesh.clusters
    .filter(
      ({ name, gateway }) =>
        (topology.eastWestGateways.includes(name) || topology.hosts.has(name)) && !gateway.service,
    )
    .flatMap((cluster) => {
      switch (cluster.gateway.type) {
        case "LoadBalancer":
          return [];
        case "NodePort":
          return nodePort(cluster, topology);
        case "ClusterIP":
          return clusterIp(cluster);
      }
    });

function nodePort(cluster: Cluster, topology: Topology): readonly Diagnostic[] {
  const { name, gateway } = cluster;
  if (gateway.address !== undefined || !topology.exposesControlPlane.includes(name)) return [];
  return [
    {
      code: "MP0490",
      message: `the remotes of ${nameText(name)} cannot reach its istiod through a NodePort: it has other ports than 15012 and 15017`,
      help: `write in gateway.address what leads to those ports, or let ${nameText(name)} have a LoadBalancer`,
      at: gatewaySpan(cluster, "type"),
    },
  ];
}

function clusterIp(cluster: Cluster): readonly Diagnostic[] {
  const { name, gateway } = cluster;
  const { address } = gateway;
  if (address !== undefined && addressKind(address) === "ip") return [];
  return [
    {
      code: "MP0492",
      message:
        address === undefined
          ? `the gateway of ${nameText(name)} is a ClusterIP, which other networks cannot reach, and has no address`
          : `the gateway of ${nameText(name)} is a ClusterIP, and istiod finds such a gateway by an IP address, not by ${nameText(address)}`,
      help: "write in gateway.address the IP address at which other networks reach it",
      at: address === undefined ? gatewaySpan(cluster, "type") : gatewaySpan(cluster, "address"),
    },
  ];
}
