import { expect, test } from "vitest";
import { type KubeObject, refOf, refText } from "../../src/kube/object.ts";
import type { ClusterName } from "../../src/mesh/model.ts";
import { outlineObjects } from "../../src/embedded/istio/outline/outline.ts";
import { actionId } from "../../src/planner/action.ts";
import { homeAction } from "../../src/planner/rendered-parts.ts";
import { renderRequests } from "../../src/planner/render-requests.ts";
import { outlinePlan } from "../report/outline-plan.ts";
import { meshOf } from "./seed.ts";

const EAST = "east" as ClusterName;
const object = (kind: string, labels = {}): KubeObject => ({
  apiVersion: "v1",
  kind,
  metadata: { name: "one", labels },
});

test.each([
  ["gateway", object("Service"), "east/gateway-address"],
  ["gateway", object("Deployment"), "east/gateway"],
  ["ingress", object("Service"), "east/ingress"],
  ["control-plane", object("Service"), "east/control-plane"],
  ["control-plane", object("Service", { "istio.io/tag": "prod" }), "east/tags"],
] as const)("rendered for %s", (component, rendered, home) => {
  const request = { for: actionId(EAST, component), cluster: EAST, component };
  expect(homeAction(request, rendered)).toBe(home);
});

const head = "apiVersion: meshplan/v1\nmesh: mesh1\n";
test.each([
  [
    "an ambient mesh",
    "cluster1/ztunnel",
    `${head}mode: ambient
istio: { version: 1.31.0 }
clusters:
  cluster1: { network: network1 }
`,
  ],
  [
    "a mesh with tags and an ingress",
    "cluster2/gateway-address",
    `${head}istio:
  revisions: { blue: { version: 1.31.0 } }
  tags: { prod: blue }
  ingress: default
clusters:
  cluster1: { network: network1 }
  cluster2: { network: network2, primary: cluster1 }
`,
  ],
])("of every object that is rendered for %s is the action that writes it", (_, one, text) => {
  const { mesh, topology } = meshOf(text);
  const writers = new Map(
    outlinePlan(text).actions.flatMap(({ id, cluster, changes }) =>
      changes.map(({ object }) => [`${cluster} ${refText(object)}`, id] as const),
    ),
  );
  const found: string[] = [];
  for (const request of renderRequests(mesh, topology)) {
    for (const object of outlineObjects(request)) {
      const writer = writers.get(`${request.cluster} ${refText(refOf(object))}`);
      if (writer === undefined) continue;
      expect(homeAction(request, object)).toBe(writer);
      found.push(writer);
    }
  }
  expect(found).toContain(one);
});
