import type { KubeObject } from "../../kube/object.ts";
import type { BuildContext } from "./build-context.ts";
import { actionBase, renderedObjects } from "./parts.ts";

/** Whether a chart of this name rendered the object: istiod, istio-cni and ztunnel come out of one render. */
export function isOfChart({ metadata }: KubeObject, chart: string): boolean {
  return metadata.labels?.["app.kubernetes.io/name"] === chart;
}

/** What runs on every node: ready when each node has its pod. */
export function nodeAgent(context: BuildContext, component: string, daemonSet: string) {
  return {
    ...actionBase(context, component),
    objects: renderedObjects(context, component),
    waits: [
      {
        kind: "daemonset-ready",
        namespace: context.mesh.istio.namespace,
        name: daemonSet,
        timeoutSeconds: context.mesh.timeouts.readySeconds,
      } as const,
    ],
  };
}
