import type { Check, Stage } from "./check.ts";
import { ambientGatewayIsFree } from "./ambient-gateway-is-free.ts";
import { apiServerIsNotLocal } from "./api-server-is-not-local.ts";
import { caFilesAreCertificates } from "./ca-files-are-certificates.ts";
import { clusterIdStays } from "./cluster-id-stays.ts";
import { clustersAnswer } from "./clusters-answer.ts";
import { clustersAreIdentified } from "./clusters-are-identified.ts";
import { clustersDiffer } from "./clusters-differ.ts";
import { controlPlaneHasMoved } from "./control-plane-has-moved.ts";
import { endpointsAreNotStale } from "./endpoints-are-not-stale.ts";
import { factsMayBeRead } from "./facts-may-be-read.ts";
import { gatewayApiIsUsable } from "./gateway-api-is-usable.ts";
import { gatewayOfOthersServes } from "./gateway-of-others-serves.ts";
import { gatewayTlsPasses } from "./gateway-tls-passes.ts";
import { gatewaysAreApart } from "./gateways-are-apart.ts";
import { identityIsAsWritten } from "./identity-is-as-written.ts";
import { injectorsAreApart } from "./injectors-are-apart.ts";
import { istioGoesForward } from "./istio-goes-forward.ts";
import { istioIsOfTheMesh } from "./istio-is-of-the-mesh.ts";
import { istiodHasOneAddress } from "./istiod-has-one-address.ts";
import { kubeSystemIsNotInjected } from "./kube-system-is-not-injected.ts";
import { kubernetesIsKnown } from "./kubernetes-is-known.ts";
import { kubernetesIsNewEnough } from "./kubernetes-is-new-enough.ts";
import { liveValuesAreUsable } from "./live-values-are-usable.ts";
import { loadBalancerHasAnIp } from "./load-balancer-has-an-ip.ts";
import { meshIdStays } from "./mesh-id-stays.ts";
import { modeStays } from "./mode-stays.ts";
import { namespaceStays } from "./namespace-stays.ts";
import { namespaceTakesObjects } from "./namespace-takes-objects.ts";
import { networkStays } from "./network-stays.ts";
import { nodesHaveAddresses } from "./nodes-have-addresses.ts";
import { othersDeliveredIt } from "./others-delivered-it.ts";
import { patchesFit } from "./patches-fit.ts";
import { primariesManageThemselves } from "./primaries-manage-themselves.ts";
import { pullSecretsAreRead } from "./pull-secrets-are-read.ts";
import { pullSecretsAreThere } from "./pull-secrets-are-there.ts";
import { remoteSecretsAreOfTheMesh } from "./remote-secrets-are-of-the-mesh.ts";
import { remoteSecretsAreUnique } from "./remote-secrets-are-unique.ts";
import { remotesKeepTheirPrimary } from "./remotes-keep-their-primary.ts";
import { remotesRunNoIstiod } from "./remotes-run-no-istiod.ts";
import { rootsAgree } from "./roots-agree.ts";
import { secretsAreRead } from "./secrets-are-read.ts";
import { serversAreVerified } from "./servers-are-verified.ts";
import { signingIsUsable } from "./signing-is-usable.ts";
import { trustDomainStays } from "./trust-domain-stays.ts";
import { trustIsUsable } from "./trust-is-usable.ts";
import { upgradesSkipNoMinor } from "./upgrades-skip-no-minor.ts";
import { waysAreVerified } from "./ways-are-verified.ts";
import { waysWereTried } from "./ways-were-tried.ts";

/** In the order in which their findings are printed. */
export const CHECKS: readonly { readonly [S in Stage]: Check<S> }[Stage][] = [
  clustersAnswer,
  istioIsOfTheMesh,
  ambientGatewayIsFree,
  namespaceTakesObjects,
  clustersAreIdentified,
  factsMayBeRead,
  serversAreVerified,
  identityIsAsWritten,
  liveValuesAreUsable,
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
  trustIsUsable,
  waysAreVerified,
  pullSecretsAreThere,
  caFilesAreCertificates,
  patchesFit,
  pullSecretsAreRead,
  waysWereTried,
];
