import type { Component } from "../component.ts";
import { buildControlPlanes } from "./build.ts";
import { checkControlPlane } from "./installed.ts";
import { controlPlaneRequests } from "./requests.ts";

/**
 * istiod and what belongs to it in a primary, or in its host; elsewhere the profile that points to the istiod which serves
 * the cluster.
 */
export const controlPlane: Component = {
  name: "control-plane",
  purpose:
    "Installs Istio. A primary gets its own istiod, or its host does; the other clusters get the webhooks, the accounts and a Service that lead to the istiod which serves them.",
  on: () => true,
  requests: controlPlaneRequests,
  isPlain: true,
  delivery: {
    order: 30,
    check: (context, { "control-plane": found }) =>
      found === undefined ? [] : checkControlPlane(context, found),
    waits: (role) => (role === "remote" ? [] : [{ kind: "deployment-available", name: "istiod" }]),
  },
  build: buildControlPlanes,
};
