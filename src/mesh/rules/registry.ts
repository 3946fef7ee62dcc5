import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Mesh } from "../model.ts";
import type { Topology } from "../topology.ts";
import { allowedRangesAreDistinct } from "./allowed-ranges-are-distinct.ts";
import { allowedRangesCanArrive } from "./allowed-ranges-can-arrive.ts";
import { allowedRangesFitTheAddress } from "./allowed-ranges-fit-the-address.ts";
import { allowedRangesNarrow } from "./allowed-ranges-narrow.ts";
import { annotationsFit } from "./annotations-fit.ts";
import { apiServersAreDistinct } from "./api-servers-are-distinct.ts";
import { apiServersAreNotInClusterNames } from "./api-servers-are-not-in-cluster-names.ts";
import { ambientFitsItsIstio } from "./ambient-fits-its-istio.ts";
import { ambientGatewaysAreMadeByIstiod } from "./ambient-gateways-are-made-by-istiod.ts";
import { ambientIngressIsLocal } from "./ambient-ingress-is-local.ts";
import { ambientIstiodsAreLocal } from "./ambient-istiods-are-local.ts";
import { ambientNetworksAreApart } from "./ambient-networks-are-apart.ts";
import { apiServersAreReachable } from "./api-servers-are-reachable.ts";
import { apiServersAreRead } from "./api-servers-are-read.ts";
import { clustersAreDistinct } from "./clusters-are-distinct.ts";
import { clustersHaveNetworks } from "./clusters-have-networks.ts";
import { externalTakesNoValues } from "./external-takes-no-values.ts";
import { gatewaySettingsApply } from "./gateway-settings-apply.ts";
import { gatewayTlsIsLeftAlone } from "./gateway-tls-is-left-alone.ts";
import { gatewaysHaveARevision } from "./gateways-have-a-revision.ts";
import { gatewaysHaveAddresses } from "./gateways-have-addresses.ts";
import { gatewaysOfOthersAreTheirs } from "./gateways-of-others-are-theirs.ts";
import { hostNamesHaveOneRevision } from "./host-names-have-one-revision.ts";
import { externalIsBuilt } from "./external-is-built.ts";
import { hostsExist } from "./hosts-exist.ts";
import { hostsHaveOnePrimary } from "./hosts-have-one-primary.ts";
import { hostsOnlyHost } from "./hosts-only-host.ts";
import { istioIsSupported } from "./istio-is-supported.ts";
import { localInjectorsShareTheRoot } from "./local-injectors-share-the-root.ts";
import { gatewayAddressesAreDistinct } from "./gateway-addresses-are-distinct.ts";
import { gatewayAddressesAreReal } from "./gateway-addresses-are-real.ts";
import { gatewayAddressesLeadSomewhere } from "./gateway-addresses-lead-somewhere.ts";
import { gatewayClusterIsAMember } from "./gateway-cluster-is-a-member.ts";
import { gatewaySettingsAreUsed } from "./gateway-settings-are-used.ts";
import { hubHasTheImages } from "./hub-has-the-images.ts";
import { hubIsAFolder } from "./hub-is-a-folder.ts";
import { hubStays } from "./hub-stays.ts";
import { ipv6AddressesAreKnown } from "./ipv6-addresses-are-known.ts";
import { istioHasItsPatches } from "./istio-has-its-patches.ts";
import { istioIsTested } from "./istio-is-tested.ts";
import { istiodsReadFewClusters } from "./istiods-read-few-clusters.ts";
import { localInjectorIsKnown } from "./local-injector-is-known.ts";
import { meshHasAPrimary } from "./mesh-has-a-primary.ts";
import { metadataKeysAreFree } from "./metadata-keys-are-free.ts";
import { namesAreLabels } from "./names-are-labels.ts";
import { namespaceIsAWord } from "./namespace-is-a-word.ts";
import { namespaceIsIstiosOwn } from "./namespace-is-istios-own.ts";
import { networksAreSpeltAlike } from "./networks-are-spelt-alike.ts";
import { patchesHaveEffect } from "./patches-have-effect.ts";
import { patchesHaveNoDirectives } from "./patches-have-no-directives.ts";
import { patchesHaveTheTypes } from "./patches-have-the-types.ts";
import { patchesKeepIdentity } from "./patches-keep-identity.ts";
import { patchesMoveNoEndpoints } from "./patches-move-no-endpoints.ts";
import { patchesLeaveTheGatewaysAddress } from "./patches-leave-the-gateways-address.ts";
import { patchesLeaveTheServersFields } from "./patches-leave-the-servers-fields.ts";
import { signersHaveOwnFolders } from "./signers-have-own-folders.ts";
import { primaryExists } from "./primary-exists.ts";
import { primaryIsAPrimary } from "./primary-is-a-primary.ts";
import { primaryIsAnotherCluster } from "./primary-is-another-cluster.ts";
import { primariesShareARoot } from "./primaries-share-a-root.ts";
import { renderedAddressesAreKnown } from "./rendered-addresses-are-known.ts";
import { revisionsAreNotDefault } from "./revisions-are-not-default.ts";
import { revisionsHaveClusters } from "./revisions-have-clusters.ts";
import { remotesHaveNoHost } from "./remotes-have-no-host.ts";
import type { Rule } from "./rule.ts";
import { tagsNameRevisions } from "./tags-name-revisions.ts";
import { networksHaveClusters } from "./networks-have-clusters.ts";
import { observersExist } from "./observers-exist.ts";
import { placeholdersAreFilled } from "./placeholders-are-filled.ts";
import { podRangesAreComplete } from "./pod-ranges-are-complete.ts";
import { podRangesAreDistinct } from "./pod-ranges-are-distinct.ts";
import { primariesHaveIpAddresses } from "./primaries-have-ip-addresses.ts";
import { proxiesAreReachable } from "./proxies-are-reachable.ts";
import { rangesAreCanonical } from "./ranges-are-canonical.ts";
import { remoteSecretsAreFew } from "./remote-secrets-are-few.ts";
import { remotesHaveTheirPrimarysValues } from "./remotes-have-their-primarys-values.ts";
import { settingsHaveEffect } from "./settings-have-effect.ts";
import { timeoutsAreLongEnough } from "./timeouts-are-long-enough.ts";
import { valuesHaveTheLayout } from "./values-have-the-layout.ts";
import { valuesKeepTheTopology } from "./values-keep-the-topology.ts";
import { valuesMoveNoEndpoints } from "./values-move-no-endpoints.ts";

/** In the order of their codes. */
export const RULES: readonly Rule[] = [
  namesAreLabels,
  primaryExists,
  primaryIsAPrimary,
  primaryIsAnotherCluster,
  meshHasAPrimary,
  clustersHaveNetworks,
  clustersAreDistinct,
  networksAreSpeltAlike,
  istioIsSupported,
  apiServersAreReachable,
  primariesShareARoot,
  metadataKeysAreFree,
  signersHaveOwnFolders,
  tagsNameRevisions,
  revisionsHaveClusters,
  gatewaysHaveARevision,
  hostNamesHaveOneRevision,
  valuesKeepTheTopology,
  valuesMoveNoEndpoints,
  valuesHaveTheLayout,
  patchesKeepIdentity,
  patchesMoveNoEndpoints,
  gatewaysHaveAddresses,
  localInjectorsShareTheRoot,
  gatewaysOfOthersAreTheirs,
  gatewaySettingsApply,
  patchesHaveEffect,
  patchesHaveNoDirectives,
  patchesHaveTheTypes,
  patchesLeaveTheGatewaysAddress,
  gatewayTlsIsLeftAlone,
  revisionsAreNotDefault,
  istioIsTested,
  istioHasItsPatches,
  hubIsAFolder,
  hubHasTheImages,
  hubStays,
  namespaceIsIstiosOwn,
  podRangesAreDistinct,
  podRangesAreComplete,
  rangesAreCanonical,
  allowedRangesNarrow,
  allowedRangesAreDistinct,
  allowedRangesFitTheAddress,
  gatewayAddressesLeadSomewhere,
  gatewayAddressesAreReal,
  gatewayAddressesAreDistinct,
  gatewaySettingsAreUsed,
  gatewayClusterIsAMember,
  networksHaveClusters,
  observersExist,
  apiServersAreRead,
  apiServersAreDistinct,
  proxiesAreReachable,
  apiServersAreNotInClusterNames,
  localInjectorIsKnown,
  settingsHaveEffect,
  remotesHaveTheirPrimarysValues,
  ipv6AddressesAreKnown,
  timeoutsAreLongEnough,
  annotationsFit,
  remoteSecretsAreFew,
  istiodsReadFewClusters,
  namespaceIsAWord,
  allowedRangesCanArrive,
  placeholdersAreFilled,
  primariesHaveIpAddresses,
  patchesLeaveTheServersFields,
  hostsExist,
  hostsOnlyHost,
  remotesHaveNoHost,
  hostsHaveOnePrimary,
  externalIsBuilt,
  ambientIstiodsAreLocal,
  ambientNetworksAreApart,
  ambientFitsItsIstio,
  ambientGatewaysAreMadeByIstiod,
  ambientIngressIsLocal,
  renderedAddressesAreKnown,
  externalTakesNoValues,
];

/** Every violation of the rules in a mesh (MP04xx, MP0606). Never stops early. */
export function checkRules(mesh: Mesh, topology: Topology): readonly Diagnostic[] {
  return unique(RULES.flatMap((rule) => rule(mesh, topology)));
}

/** A field that several clusters share, through `defaults` or an alias, breaks a rule once. */
function unique(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, at }) => {
    const key = JSON.stringify([code, at ?? seen.size]);
    return !seen.has(key) && seen.add(key);
  });
}
