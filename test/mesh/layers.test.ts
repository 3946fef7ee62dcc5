import { expect, test } from "vitest";
import { meshOfText } from "./build-mesh.ts";

const TEXT = `apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0, values: { pilot: { autoscaleMax: 3 } } }
networks:
  network1: { gateway: { type: NodePort, allowFrom: [10.0.0.0/8] }, values: { global: { a/b: 1 } } }
defaults:
  network: network1
  gateway: { allowFrom: [192.0.2.0/24], values: { replicas: 2 } }
  values: { pilot: { env: { NAME: "{name}" } } }
clusters:
  cluster1: { values: { pilot: { autoscaleMax: 5 } } }
  cluster2: { primary: cluster1, network: network2 }
`;

test("values are kept as layers, weakest first, with the place of every leaf", () => {
  const { clusters } = meshOfText(TEXT);
  const shown = clusters.map(({ values }) =>
    values.map(({ layer, values: set, fieldsAt }) => [
      layer,
      set,
      Object.entries(fieldsAt).map(([path, at]) => [path, TEXT.slice(at.start, at.end)]),
    ]),
  );
  const mesh = ["mesh", { pilot: { autoscaleMax: 3 } }, [["/pilot/autoscaleMax", "3"]]];
  const shared = (name: string) => [
    "defaults",
    { pilot: { env: { NAME: name } } },
    [["/pilot/env/NAME", '"{name}"']],
  ];
  expect(shown).toEqual([
    [
      mesh,
      ["network", { global: { "a/b": 1 } }, [["/global/a~1b", "1"]]],
      shared("cluster1"),
      ["cluster", { pilot: { autoscaleMax: 5 } }, [["/pilot/autoscaleMax", "5"]]],
    ],
    [mesh, shared("cluster2")],
  ]);
});

test("a gateway has its own fields over those of defaults, and those over its network's", () => {
  const [first, second] = meshOfText(TEXT).clusters.map(({ gateway }) => gateway);
  expect(first).toMatchObject({ type: "NodePort", allowFrom: ["192.0.2.0/24"] });
  expect(second).toMatchObject({ type: "LoadBalancer", allowFrom: ["192.0.2.0/24"] });
  const at = first?.fieldsAt?.["type"];
  expect(TEXT.slice(at?.start, at?.end)).toBe("NodePort");
});

test("a cluster that others name as the home of their control plane is a host", () => {
  const { clusters } = meshOfText(`apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0, namespace: external-istiod }
clusters:
  config: { network: network1, controlPlane: hub }
  hub:
  second: { network: network1, primary: config }
`);
  expect(clusters.map(({ name, role }) => [name, role])).toEqual([
    ["config", "primary"],
    ["hub", "host"],
    ["second", "remote"],
  ]);
});
