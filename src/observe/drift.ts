import { type Contested, isByKubectl, isHandEdit } from "../kube/contested.ts";
import type { KubeObject } from "../kube/object.ts";
import { appliedFields } from "../kube/unchanged.ts";
import { isOurs } from "../planner/marks.ts";
import { FIELD_MANAGER } from "../kube/field-manager.ts";

/**
 * Whether a contested field is planned back, by a request with force, instead of left to who owns it: what somebody edited by
 * hand in an object of ours, and the remote secret that Istio's guide has people make.
 */
export function planBack(
  part: string,
  live: KubeObject,
  wanted: KubeObject,
): (contested: Contested) => boolean {
  // The label itself can be edited by hand; what we applied is written down by the server.
  const ours = isOurs(live, part) || appliedFields(live, FIELD_MANAGER) !== undefined;
  if (ours) return ({ owners }) => owners.every(isHandEdit);
  if (isRemoteSecretOfTheGuide(live, wanted)) return ({ owners }) => owners.every(isByKubectl);
  return () => false;
}

const CLUSTER = "networking.istio.io/cluster";
const LABEL = "istio/multiCluster";

/**
 * `istioctl create-remote-secret | kubectl apply -f -`: the Secret has the name, the label, the annotation and the one key that
 * meshplan would give it, so it is the same thing, made by somebody whose kubectl will not write it again. Whoever joins such a
 * mesh asks for it to be taken over.
 *
 * Source: https://istio.io/latest/docs/setup/install/multicluster/primary-remote_multi-network/
 */
function isRemoteSecretOfTheGuide(live: KubeObject, wanted: KubeObject): boolean {
  if (wanted.kind !== "Secret" || wanted.metadata.labels?.[LABEL] !== "true") return false;
  const { labels = {}, annotations = {} } = live.metadata;
  const cluster = wanted.metadata.annotations?.[CLUSTER];
  const keys = Object.keys(live["data"] ?? {});
  return (
    labels[LABEL] === "true" &&
    cluster !== undefined &&
    annotations[CLUSTER] === cluster &&
    keys.length === 1 &&
    keys[0] === cluster
  );
}
