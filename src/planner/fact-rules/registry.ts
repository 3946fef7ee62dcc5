import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ClusterName, Mesh } from "../../mesh/model.ts";
import type { Topology } from "../../mesh/topology.ts";
import type { ReachableFacts } from "../facts.ts";
import { apiServerIsNotLocal } from "./api-server-is-not-local.ts";
import { clusterIdStays } from "./cluster-id-stays.ts";
import { clustersDiffer } from "./clusters-differ.ts";
import { endpointsAreNotStale } from "./endpoints-are-not-stale.ts";
import { controlPlaneHasMoved } from "./control-plane-has-moved.ts";
import type { FactRule } from "./fact-rule.ts";
import { factsAreUsable } from "./facts-are-usable.ts";
import { gatewayApiIsUsable } from "./gateway-api-is-usable.ts";
import { gatewayOfOthersServes } from "./gateway-of-others-serves.ts";
import { gatewayTlsPasses } from "./gateway-tls-passes.ts";
import { gatewaysAreApart } from "./gateways-are-apart.ts";
import { identityIsAsWritten } from "./identity-is-as-written.ts";
import { injectorsAreApart } from "./injectors-are-apart.ts";
import { istiodHasOneAddress } from "./istiod-has-one-address.ts";
import { istioGoesForward } from "./istio-goes-forward.ts";
import { kubeSystemIsNotInjected } from "./kube-system-is-not-injected.ts";
import { kubernetesIsKnown } from "./kubernetes-is-known.ts";
import { kubernetesIsNewEnough } from "./kubernetes-is-new-enough.ts";
import { liveAddressesAreUsable } from "./live-addresses-are-usable.ts";
import { loadBalancerHasAnIp } from "./load-balancer-has-an-ip.ts";
import { meshIdStays } from "./mesh-id-stays.ts";
import { modeStays } from "./mode-stays.ts";
import { namespaceStays } from "./namespace-stays.ts";
import { networkStays } from "./network-stays.ts";
import { nodesHaveAddresses } from "./nodes-have-addresses.ts";
import { othersDeliveredIt } from "./others-delivered-it.ts";
import { primariesManageThemselves } from "./primaries-manage-themselves.ts";
import { remoteSecretsAreOfTheMesh } from "./remote-secrets-are-of-the-mesh.ts";
import { remoteSecretsAreUnique } from "./remote-secrets-are-unique.ts";
import { remotesKeepTheirPrimary } from "./remotes-keep-their-primary.ts";
import { remotesRunNoIstiod } from "./remotes-run-no-istiod.ts";
import { rootsAgree } from "./roots-agree.ts";
import { serversAreVerified } from "./servers-are-verified.ts";
import { signingIsUsable } from "./signing-is-usable.ts";
import { secretsAreRead } from "./secrets-are-read.ts";
import { trustDomainStays } from "./trust-domain-stays.ts";
import { upgradesSkipNoMinor } from "./upgrades-skip-no-minor.ts";

/** In the order in which their findings are printed. */
export const FACT_RULES: readonly FactRule[] = [
  factsAreUsable,
  serversAreVerified,
  identityIsAsWritten,
  liveAddressesAreUsable,
  loadBalancerHasAnIp,
  apiServerIsNotLocal,
  signingIsUsable,
  rootsAgree,
  clustersDiffer,
  controlPlaneHasMoved,
  gatewayOfOthersServes,
  gatewayTlsPasses,
  gatewaysAreApart,
  othersDeliveredIt,
  nodesHaveAddresses,
  kubernetesIsNewEnough,
  kubernetesIsKnown,
  upgradesSkipNoMinor,
  istioGoesForward,
  meshIdStays,
  namespaceStays,
  modeStays,
  clusterIdStays,
  injectorsAreApart,
  trustDomainStays,
  networkStays,
  remoteSecretsAreUnique,
  remoteSecretsAreOfTheMesh,
  endpointsAreNotStale,
  istiodHasOneAddress,
  kubeSystemIsNotInjected,
  remotesKeepTheirPrimary,
  primariesManageThemselves,
  remotesRunNoIstiod,
  gatewayApiIsUsable,
  secretsAreRead,
];

/** Whether each context leads to the cluster that is meant. */
const WHICH_CLUSTER: readonly FactRule[] = [identityIsAsWritten, clustersDiffer];

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
  const input = { mesh, topology, known };
  const mistaken = WHICH_CLUSTER.flatMap((rule) => rule(input));
  // What is found in a cluster that is not meant follows from that, and its next steps would do harm there.
  return mistaken.length > 0 ? mistaken : FACT_RULES.flatMap((rule) => rule(input));
}
