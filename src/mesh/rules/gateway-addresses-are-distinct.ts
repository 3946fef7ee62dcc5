import { addressKind } from "../address.ts";
import type { Cluster } from "../model.ts";
import { nameText } from "../name-text.ts";
import { gatewaySpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0428: traffic for a network finds it by the address. Two networks with one address send each other's traffic to the wrong
 * clusters, and two load balancers cannot both have it: the second waits for ever.
 */
export const gatewayAddressesAreDistinct: Rule = (mesh, topology) => {
  const clusters = mesh.clusters.filter(
    ({ name }) => topology.eastWestGateways.includes(name) || topology.hosts.has(name),
  );
  const owners = new Map<string, Cluster[]>();
  return clusters.flatMap((cluster) => {
    const { address } = cluster.gateway;
    if (address === undefined) return [];
    const earlier = owners.get(address.toLowerCase()) ?? [];
    owners.set(address.toLowerCase(), [...earlier, cluster]);
    const first = earlier.find((other) => collide(other, cluster));
    if (first === undefined) return [];
    return [
      {
        code: "MP0428" as const,
        message: `the gateways of ${nameText(first.name)} and ${nameText(cluster.name)} have the same address ${nameText(address)}`,
        help: `reserve an address for ${nameText(cluster.name)}, or remove \`address\` there`,
        at: gatewaySpan(cluster, "address"),
      },
    ];
  });
};

/** Whether one address for two clusters is a fault. Gateways of one network may share a name: any of them serves it. */
function collide(a: Cluster, b: Cluster): boolean {
  if (a.network !== b.network) return true;
  const balancers = [a, b].every(({ gateway }) => gateway.type === "LoadBalancer");
  return balancers && addressKind(a.gateway.address ?? "") === "ip";
}
