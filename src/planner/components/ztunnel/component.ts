import { actionId } from "../../action.ts";
import type { Component } from "../component.ts";
import { daemonSet } from "../installed/expected.ts";
import { controlPlaneNeeds } from "../links.ts";
import { isOfChart, nodeAgent } from "../node-agent.ts";
import { needs } from "../parts.ts";

/** The proxy of every node. Pods lose their connections when it is replaced. */
export const ztunnel: Component = {
  name: "ztunnel",
  purpose:
    "Runs ztunnel on every node: the proxy that encrypts and authenticates what ambient pods send each other.",
  on: ({ mesh }) => mesh.mode === "ambient",
  takes: (object, from) => from === "control-plane" && isOfChart(object, "ztunnel"),
  isPlain: true,
  delivery: { order: 50, expects: (namespace) => [[daemonSet(namespace, "ztunnel")]] },
  build: (context) => {
    const { name } = context.cluster;
    return [
      {
        ...nodeAgent(context, "ztunnel", "ztunnel"),
        kind: "apply",
        needs: needs(
          ...controlPlaneNeeds(
            context.mesh,
            name,
            "the istiod that configures it and signs for it",
          ),
          [actionId(name, "cni"), "the agent that leads traffic to it"],
        ),
      },
    ];
  },
};
