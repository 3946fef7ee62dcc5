import { expect, test } from "vitest";
import { topologyOf } from "../../src/mesh/topology.ts";
import { valueSources } from "../../src/planner/value-sources.ts";
import { meshOfText } from "../mesh/build-mesh.ts";

const TEXT = `apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0, values: { pilot: { autoscaleMax: 3 }, global: { imagePullPolicy: Always } } }
networks: { network1: { gateway: { values: { replicas: 2 } } } }
clusters:
  cluster1: { network: network1, values: { pilot: { autoscaleMax: 4 } } }
  cluster2: { network: network2, primary: cluster1 }
`;

/** Path, value, layer and the text at the place, of what the user set. */
function setValues(action: string): readonly (readonly unknown[])[] {
  const mesh = meshOfText(TEXT);
  const cluster = mesh.clusters.find(({ name }) => action.startsWith(`${name}/`));
  if (cluster === undefined) throw new Error("no such cluster");
  return valueSources(mesh, topologyOf(mesh), cluster, action)
    .filter(({ layer }) => layer !== "meshplan")
    .map(({ path, value, layer, at }) => [path, value, layer, TEXT.slice(at.start, at.end)]);
}

test("every value names the strongest layer that set it", () => {
  expect(setValues("cluster1/control-plane")).toEqual([
    ["values.global.imagePullPolicy", "Always", "mesh", "Always"],
    ["values.pilot.autoscaleMax", 4, "cluster", "4"],
  ]);
});

test("settings of a gateway's pods are found where the file has them", () => {
  expect(setValues("cluster1/gateway")).toEqual([
    ["values.gateways.istio-ingressgateway.autoscaleMin", 2, "network", "2"],
    ["values.gateways.istio-ingressgateway.autoscaleMax", 5, "network", "2"],
    ["values.global.imagePullPolicy", "Always", "mesh", "Always"],
  ]);
});

test("what runs in a host has the values of the primary it serves, under its own", () => {
  const text = `apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0, values: { pilot: { autoscaleMax: 3 } } }
clusters:
  hub: { values: { pilot: { autoscaleMax: 4 } } }
  config: { network: n, controlPlane: hub, values: { global: { imagePullPolicy: Always } } }
`;
  const mesh = meshOfText(text);
  const [hub] = mesh.clusters;
  if (hub === undefined) throw new Error("no such cluster");
  const sources = valueSources(mesh, topologyOf(mesh), hub, "hub/control-plane:config");
  const set = sources.filter(({ layer }) => layer !== "meshplan");
  expect(
    set.map(({ path, value, at }) => [path, value, text.slice(at.start, at.end)]).sort(),
  ).toEqual([
    ["values.global.imagePullPolicy", "Always", "Always"],
    ["values.pilot.autoscaleMax", 4, "4"],
  ]);
});

test("what follows from the clusters is meshplan's", () => {
  const mesh = meshOfText(TEXT);
  const [cluster] = mesh.clusters;
  if (cluster === undefined) throw new Error("no cluster");
  const found = valueSources(mesh, topologyOf(mesh), cluster, "cluster1/control-plane");
  expect(found).toContainEqual({
    path: "values.global.network",
    value: "network1",
    layer: "meshplan",
    at: cluster.at,
  });
});
