import type { Component } from "../component.ts";
import { checkNamespace } from "./installed.ts";
import type { DesiredAction } from "../../desired-action.ts";
import type { BuildContext } from "../build-context.ts";
import { actionBase, plainObject } from "../parts.ts";

/**
 * istio-system with its network label, where there is more than one network and always in ambient mode, which reads the
 * network nowhere else; and in a remote the annotation that says whose istiod may manage it: the name of its primary, also
 * where that istiod runs in a host.
 *
 * istiod reads both when it first sees the cluster and not again, so they precede everything else.
 * Source: istio pilot/pkg/serviceregistry/kube/controller/{network,multicluster}.go.
 */
export const namespace: Component = {
  name: "namespace",
  purpose:
    "Creates or marks the namespace of Istio: its network label tells istiod which network the cluster is in, and on a remote an annotation names the primary that controls it.",
  on: () => true,
  delivery: {
    order: 10,
    check: (context, { namespace: found = [] }) => checkNamespace(context, found),
  },
  build,
};

function build(context: BuildContext): readonly DesiredAction[] {
  const { cluster, mesh, topology } = context;
  const isLabelled = topology.multiNetwork || (mesh.mode === "ambient" && cluster.network !== "");
  const annotations =
    cluster.role === "remote"
      ? { "topology.istio.io/controlPlaneClusters": cluster.primary }
      : undefined;
  const object = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name: mesh.istio.namespace,
      ...(isLabelled && cluster.role !== "host"
        ? { labels: { "topology.istio.io/network": cluster.network } }
        : {}),
      ...(annotations === undefined ? {} : { annotations }),
    },
  };
  return [
    { ...actionBase(context, "namespace"), kind: "apply", objects: [plainObject(context, object)] },
  ];
}
