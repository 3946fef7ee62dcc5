import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Mesh } from "../model.ts";
import type { Topology } from "../topology.ts";
import { apiServersAreReachable } from "./api-servers-are-reachable.ts";
import { clustersAreDistinct } from "./clusters-are-distinct.ts";
import { clustersHaveNetworks } from "./clusters-have-networks.ts";
import { gatewaySettingsApply } from "./gateway-settings-apply.ts";
import { gatewaysHaveARevision } from "./gateways-have-a-revision.ts";
import { gatewaysHaveAddresses } from "./gateways-have-addresses.ts";
import { gatewaysOfOthersAreTheirs } from "./gateways-of-others-are-theirs.ts";
import { hostNamesHaveOneRevision } from "./host-names-have-one-revision.ts";
import { injectorsAreOfRemotes } from "./injectors-are-of-remotes.ts";
import { istioIsSupported } from "./istio-is-supported.ts";
import { localInjectorsShareTheRoot } from "./local-injectors-share-the-root.ts";
import { meshHasAPrimary } from "./mesh-has-a-primary.ts";
import { metadataKeysAreFree } from "./metadata-keys-are-free.ts";
import { namesAreLabels } from "./names-are-labels.ts";
import { networksAreSpeltAlike } from "./networks-are-spelt-alike.ts";
import { patchesKeepIdentity } from "./patches-keep-identity.ts";
import { primaryExists } from "./primary-exists.ts";
import { primaryIsAPrimary } from "./primary-is-a-primary.ts";
import { primaryIsAnotherCluster } from "./primary-is-another-cluster.ts";
import { primariesShareARoot } from "./primaries-share-a-root.ts";
import { revisionsHaveClusters } from "./revisions-have-clusters.ts";
import type { Rule } from "./rule.ts";
import { tagsNameRevisions } from "./tags-name-revisions.ts";
import { topologyIsBuilt } from "./topology-is-built.ts";
import { valuesHaveTheLayout } from "./values-have-the-layout.ts";
import { valuesKeepTheTopology } from "./values-keep-the-topology.ts";

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
  topologyIsBuilt,
  primariesShareARoot,
  metadataKeysAreFree,
  tagsNameRevisions,
  revisionsHaveClusters,
  gatewaysHaveARevision,
  hostNamesHaveOneRevision,
  valuesKeepTheTopology,
  valuesHaveTheLayout,
  patchesKeepIdentity,
  gatewaysHaveAddresses,
  localInjectorsShareTheRoot,
  gatewaysOfOthersAreTheirs,
  injectorsAreOfRemotes,
  gatewaySettingsApply,
];

/** Everything in which a mesh breaks the rules (MP04xx). Never stops early. */
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
