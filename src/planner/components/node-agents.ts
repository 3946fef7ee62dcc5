import type { KubeObject } from "../../kube/object.ts";
import { actionId } from "../action.ts";
import type { BuildContext, ComponentBuilder } from "../build-context.ts";
import { controlPlaneNeeds } from "./links.ts";
import { actionBase, needs, plainObject } from "./parts.ts";

/** The two parts of an ambient mesh that run on every node, and their DaemonSets. */
const DAEMON_SETS = { cni: "istio-cni-node", ztunnel: "ztunnel" } as const;
type NodeAgent = keyof typeof DAEMON_SETS;

/** By the name that their charts give to everything they render. */
const BY_CHART_NAME: Readonly<Record<string, NodeAgent>> = {
  "istio-cni": "cni",
  ztunnel: "ztunnel",
};

/** Which of the two an object of the ambient profile belongs to; undefined for istiod's own. */
export function nodeAgentOf({ metadata }: KubeObject): NodeAgent | undefined {
  return BY_CHART_NAME[metadata.labels?.["app.kubernetes.io/name"] ?? ""];
}

/** Leads the traffic of ambient pods into ztunnel, on every node. It reads no istiod. */
export const cni: ComponentBuilder = (context) => {
  if (context.mesh.mode !== "ambient") return [];
  const namespace = [actionId(context.cluster.name, "namespace"), "its namespace"] as const;
  return [{ ...agent(context, "cni"), kind: "apply", needs: needs(namespace) }];
};

/** The proxy of every node. Pods lose their connections when it is replaced. */
export const ztunnel: ComponentBuilder = (context) => {
  if (context.mesh.mode !== "ambient") return [];
  const { name } = context.cluster;
  return [
    {
      ...agent(context, "ztunnel"),
      kind: "apply",
      needs: needs(
        ...controlPlaneNeeds(context.mesh, name, "the istiod that configures it and signs for it"),
        [actionId(name, "cni"), "the agent that leads traffic to it"],
      ),
    },
  ];
};

function agent(context: BuildContext, component: NodeAgent) {
  return {
    ...actionBase(context, component),
    objects: context.controlPlanes
      .flatMap(({ objects }) => objects)
      .filter((object) => nodeAgentOf(object) === component)
      .map((object) => plainObject(context, object)),
    waits: [
      {
        kind: "daemonset-ready",
        namespace: context.mesh.istio.namespace,
        name: DAEMON_SETS[component],
        timeoutSeconds: context.mesh.timeouts.readySeconds,
      } as const,
    ],
  };
}
