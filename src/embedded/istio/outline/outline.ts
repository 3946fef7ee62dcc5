import { isList, type Json, type JsonMap, type KubeObject } from "../../../kube/object.ts";
import { ambient } from "./ambient.ts";
import { controlPlane, externalControlPlane } from "./control-plane.ts";
import { gateways } from "./gateway.ts";
import { inNamespace } from "./in-namespace.ts";
import { NAMESPACE } from "./parts.ts";
import { remoteProfile } from "./remote-profile.ts";
import { withRevision } from "./revision.ts";
import { at, textAt } from "../../../kube/at.ts";

/**
 * Renders the objects of an IstioOperator without istioctl, for embedded clusters: the same kinds, names, labels and key fields
 * as Istio 1.31 renders, in the same order. Of the other fields, it has only those that controllers look at.
 *
 * It reads the request and knows nothing of meshes; a test compares it with the real render.
 */
export function outlineObjects({
  operator,
}: {
  readonly operator: JsonMap;
}): readonly KubeObject[] {
  const spec = at(operator, "spec");
  const namespace = textAt(spec, "values", "global", "istioNamespace");
  const objects = revised(spec).map((object) => withPullSecrets(object, spec));
  return inNamespace(objects, namespace === "" ? NAMESPACE : namespace);
}

/** The charts write pull secrets into every ServiceAccount, before its metadata. */
function withPullSecrets(object: KubeObject, spec: Json | undefined): KubeObject {
  const names = at(spec, "values", "global", "imagePullSecrets");
  if (object.kind !== "ServiceAccount" || !isList(names) || names.length === 0) return object;
  return { ...object, imagePullSecrets: names.map((name) => ({ name })) };
}

function revised(spec: Json | undefined): readonly KubeObject[] {
  const revision = textAt(spec, "revision");
  const objects = unrevised(spec);
  if (revision === "") return objects;
  const tags = at(spec, "values", "revisionTags");
  const names = isList(tags) ? tags.filter((tag) => typeof tag === "string") : [];
  return withRevision(objects, revision, names);
}

function unrevised(spec: Json | undefined): readonly KubeObject[] {
  switch (textAt(spec, "profile")) {
    case "remote":
      return remoteProfile(spec);
    case "empty":
      return at(spec, "components", "pilot", "enabled") === true
        ? externalControlPlane(spec)
        : gateways(spec);
    case "ambient":
      return ambient(spec);
    default:
      return controlPlane(spec);
  }
}
