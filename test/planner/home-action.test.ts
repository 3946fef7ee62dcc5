import { expect, test } from "vitest";
import type { KubeObject } from "../../src/kube/object.ts";
import type { ClusterName } from "../../src/mesh/model.ts";
import { homeAction } from "../../src/planner/home-action.ts";

const EAST = "east" as ClusterName;
const object = (kind: string, labels = {}): KubeObject => ({
  apiVersion: "v1",
  kind,
  metadata: { name: "one", labels },
});

test.each([
  ["east/gateway", object("Service"), "east/gateway-address"],
  ["east/gateway", object("Deployment"), "east/gateway"],
  ["east/ingress", object("Service"), "east/ingress"],
  ["east/control-plane", object("Service"), "east/control-plane"],
  ["east/control-plane@blue", object("Service", { "istio.io/tag": "prod" }), "east/tags"],
] as const)("rendered for %s", (request, rendered, home) => {
  expect(homeAction(EAST, request, rendered)).toBe(home);
});
