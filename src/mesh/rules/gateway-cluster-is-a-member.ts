import { closest } from "../../util/closest.ts";
import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

/** MP0440: the one gateway of a network is in that network, or its traffic would leave through a gateway that cannot reach it. */
export const gatewayClusterIsAMember: Rule = (mesh, topology) =>
  [...mesh.networks].flatMap(([network, { gatewayCluster, at, fieldsAt }]) => {
    const members = topology.networks.get(network);
    if (gatewayCluster === undefined || members === undefined || members.includes(gatewayCluster))
      return [];
    const exists = mesh.clusters.some(({ name }) => name === gatewayCluster);
    const meant = exists ? undefined : closest(gatewayCluster, members);
    return [
      {
        code: "MP0440" as const,
        message: `the gatewayCluster ${nameText(gatewayCluster)} of the network ${nameText(network)} ${exists ? "is on another network" : "does not exist"}`,
        help:
          meant === undefined
            ? `name one of its clusters: ${members.slice(0, 5).map(nameText).join(", ")}`
            : `did you mean \`${nameText(meant)}\`?`,
        at: fieldsAt?.["gatewayCluster"] ?? at,
      },
    ];
  });
