import { actionId } from "../../action.ts";
import type { Component } from "../component.ts";
import { daemonSet } from "../installed/expected.ts";
import { isOfChart, nodeAgent } from "../node-agent.ts";
import { needs } from "../parts.ts";

const DAEMON_SET = "istio-cni-node";

/** Leads the traffic of ambient pods into ztunnel, on every node. It reads no istiod. */
export const cni: Component = {
  name: "cni",
  purpose:
    "Runs istio-cni on every node: it leads the traffic of ambient pods into ztunnel, without a change to the pods.",
  on: ({ mesh }) => mesh.mode === "ambient",
  takes: (object, from) => from === "control-plane" && isOfChart(object, "istio-cni"),
  isPlain: true,
  delivery: { order: 40, expects: (namespace) => [[daemonSet(namespace, DAEMON_SET)]] },
  build: (context) => {
    const namespace = [actionId(context.cluster.name, "namespace"), "its namespace"] as const;
    return [{ ...nodeAgent(context, "cni", DAEMON_SET), kind: "apply", needs: needs(namespace) }];
  },
};
