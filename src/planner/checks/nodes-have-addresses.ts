import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { isList, isMap, type KubeObject } from "../../kube/object.ts";
import type { Cluster } from "../../mesh/model.ts";
import type { ReachableFacts } from "../facts.ts";
import type { Check } from "./check.ts";

/** MP0577: istiod knows a node by its external address only, so without one a NodePort gateway has none. */
export const nodesHaveAddresses: Check<"facts"> = {
  over: "facts",
  codes: ["MP0577"],
  check: ({ topology, known }) =>
    known
      .filter(({ cluster }) => topology.eastWestGateways.includes(cluster.name))
      .flatMap(({ cluster, facts }) => nodeAddresses(cluster, facts)),
};

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
  const { status } = node;
  const addresses = isMap(status) ? status["addresses"] : undefined;
  return (
    isList(addresses) &&
    addresses.some((address) => isMap(address) && address["type"] === "ExternalIP")
  );
}
