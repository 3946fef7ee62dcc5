import type { Json, KubeObject } from "../../../kube/object.ts";
import { cni } from "./cni.ts";
import { controlPlane } from "./control-plane.ts";
import { ztunnel } from "./ztunnel.ts";

/** A primary of an ambient mesh: istiod as in any other mesh, the agent on every node, and ztunnel, in istioctl's order. */
export function ambient(spec: Json | undefined): readonly KubeObject[] {
  const istiod = controlPlane(spec);
  const kinds = [...new Set(istiod.map(({ kind }) => kind))];
  kinds.splice(kinds.indexOf("Deployment"), 0, "DaemonSet");
  const all = [...istiod, ...cni(spec), ...ztunnel(spec)];
  return kinds.flatMap((kind) =>
    all
      .filter((object) => object.kind === kind)
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)),
  );
}
