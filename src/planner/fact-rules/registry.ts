import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ClusterName, Mesh } from "../../mesh/model.ts";
import type { Topology } from "../../mesh/topology.ts";
import type { ReachableFacts } from "../facts.ts";
import { apiServerIsNotLocal } from "./api-server-is-not-local.ts";
import { clustersDiffer } from "./clusters-differ.ts";
import type { FactRule } from "./fact-rule.ts";
import { factsAreUsable } from "./facts-are-usable.ts";
import { gatewayOfOthersServes } from "./gateway-of-others-serves.ts";
import { identityIsAsWritten } from "./identity-is-as-written.ts";
import { loadBalancerHasAnIp } from "./load-balancer-has-an-ip.ts";
import { nodesHaveAddresses } from "./nodes-have-addresses.ts";
import { rootsAgree } from "./roots-agree.ts";
import { signingIsUsable } from "./signing-is-usable.ts";

/** In the order in which their findings are printed. */
export const FACT_RULES: readonly FactRule[] = [
  factsAreUsable,
  identityIsAsWritten,
  loadBalancerHasAnIp,
  apiServerIsNotLocal,
  signingIsUsable,
  rootsAgree,
  clustersDiffer,
  gatewayOfOthersServes,
  nodesHaveAddresses,
];

/** What the clusters' facts make impossible or doubtful, all of it at once. There is no plan with any of the errors. */
export function checkFacts(
  mesh: Mesh,
  topology: Topology,
  facts: ReadonlyMap<ClusterName, ReachableFacts>,
): readonly Diagnostic[] {
  const known = mesh.clusters.flatMap((cluster) => {
    const one = facts.get(cluster.name);
    return one === undefined ? [] : [{ cluster, facts: one }];
  });
  return FACT_RULES.flatMap((rule) => rule({ mesh, topology, known }));
}
