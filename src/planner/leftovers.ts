import type { Leftover, OwnedObject, OwnedObjects } from "./owned-objects.ts";
import { groupOf } from "../kube/kinds.ts";
import { type ObjectRef, refOf, refText } from "../kube/object.ts";
import type { Cluster, ClusterName, Mesh } from "../mesh/model.ts";
import { revisionsOf } from "../mesh/revisions.ts";
import { isSigner } from "../mesh/signers.ts";
import type { Topology } from "../mesh/topology.ts";
import type { DesiredAction } from "./desired-action.ts";
import { deliveredByOthers } from "./components/installed/delivered-by-others.ts";

interface LeftoversInput {
  readonly mesh: Mesh;
  readonly topology: Topology;
  readonly desired: readonly DesiredAction[];
  readonly owned: ReadonlyMap<ClusterName, OwnedObjects>;
}

/**
 * What is left over in all clusters, in an order in which it can be deleted.
 *
 * Nothing is concluded from a plan without all of its clusters: what an unreachable one wants elsewhere is not in the actions.
 */
export function leftoversOf(input: LeftoversInput): readonly Leftover[] {
  const { mesh, owned } = input;
  if (owned.size < mesh.clusters.length) return [];
  const found = mesh.clusters.flatMap((cluster) => {
    const named = namedIn(cluster.name, input.desired);
    return (owned.get(cluster.name)?.objects ?? [])
      .filter((one) => !named.has(keyOf(one.object)) && !isInUse(input, cluster, one))
      .map((one): Leftover => ({ cluster: cluster.name, ...one }));
  });
  const ranked = found.map((one) => [rankOf(mesh, one), one] as const);
  return ranked.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function namedIn(cluster: ClusterName, desired: readonly DesiredAction[]): ReadonlySet<string> {
  const own = desired.filter((action) => action.cluster === cluster);
  return new Set(own.flatMap(({ objects }) => objects.map(({ body }) => keyOf(refOf(body)))));
}

/** Two versions of a kind show the same object. */
function keyOf(ref: ObjectRef): string {
  return `${groupOf(ref.apiVersion)} ${refText(ref)}`;
}

/**
 * No action names these, and the mesh needs them: its namespace, the CA that istiod signs with, and where others deliver
 * components, whatever may be theirs by now. meshplan may have made it once, and nothing but its name would tell.
 */
function isInUse(
  { mesh, topology }: LeftoversInput,
  cluster: Cluster,
  { object, revision }: OwnedObject,
): boolean {
  const { kind, name, namespace } = object;
  if (kind === "Namespace") return name === mesh.istio.namespace;
  const isOwnPlace = namespace === mesh.istio.namespace;
  if (kind === "Secret") return name === "cacerts" && isOwnPlace && isSigner(cluster);
  if (deliveredByOthers({ mesh, topology, cluster }).length === 0) return false;
  const revisions = revisionsOf(mesh, cluster.name).map((one) => one.name || "default");
  return revision === undefined || revisions.includes(revision);
}

/**
 * The order follows what refers to what: istiod loses its clusters before their tokens go, and names go after what they lead to. No webhook
 * may be left without the istiod behind it, which may run in another cluster: one that fails closed would stop every write it
 * is asked about. So the secrets and webhooks of all clusters come before anything else of any.
 */
const REMOVAL: readonly string[] = [
  "MutatingWebhookConfiguration",
  "ValidatingWebhookConfiguration",
  "VirtualService",
  "Gateway",
  "HorizontalPodAutoscaler",
  "PodDisruptionBudget",
  "Deployment",
  "DaemonSet",
  "NetworkAttachmentDefinition",
  "ConfigMap",
  "Secret",
  "ClusterRoleBinding",
  "RoleBinding",
  "ClusterRole",
  "Role",
  "ServiceAccount",
  "NetworkPolicy",
  "ResourceQuota",
  "EndpointSlice",
  "Service",
  "CustomResourceDefinition",
  "Namespace",
];

const WEBHOOKS = new Set(["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]);

function rankOf({ clusters }: Mesh, { cluster, object, reads }: Leftover): string {
  const phase = reads !== undefined ? 0 : WEBHOOKS.has(object.kind) ? 1 : 2;
  const place = clusters.findIndex(({ name }) => name === cluster);
  const stage = REMOVAL.includes(object.kind) ? REMOVAL.indexOf(object.kind) : REMOVAL.length;
  const numbers = [phase, place, stage].map((one) => String(one).padStart(4, "0"));
  return [...numbers, keyOf(object)].join(" ");
}
