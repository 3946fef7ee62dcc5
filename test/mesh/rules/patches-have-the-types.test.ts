import { describe, test } from "vitest";
import { patchesHaveTheTypes } from "../../../src/mesh/rules/patches-have-the-types.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const patch = (kind: string, change: string): string =>
  `a: { patches: [{ target: { kind: ${kind} }, patch: ${change} }] }`;

describe("MP0606: values of patches have the types that Kubernetes has", () => {
  test.each([
    "{ metadata: { labels: { a: '1', b: null } }, spec: { replicas: 2, paused: null, newer: [1] } }",
    "{ spec: { template: { spec: { containers: [{ name: a, env: [{ name: b, $patch: delete }] }] } } } }",
    "{ spec: { strategy: { rollingUpdate: { maxSurge: 25%, maxUnavailable: 0 } } } }",
    "{ spec: { template: { spec: { containers: [{ name: a, resources: { requests: { cpu: 2, memory: 1.5Gi } } }] } } } }",
    // What a patch does to one item it may do in two steps.
    "{ spec: { template: { spec: { volumes: [{ name: a, $patch: delete }, { name: a }] } } } }",
  ])("accepts %s", (change) => {
    expectAccepted(patchesHaveTheTypes, meshOf(patch("Deployment", change)));
  });

  test("accepts anything in the fields of a kind that others define", () => {
    const mesh = meshOf(patch("EnvoyFilter", "{ spec: { priority: many, x: [{}] } }"));
    expectAccepted(patchesHaveTheTypes, mesh);
  });

  test("refuses labels and annotations that are no texts, of every kind", () => {
    expectRefused(
      patchesHaveTheTypes,
      meshOf(patch("EnvoyFilter", "{ metadata: { labels: { a: 1 }, annotations: { b: true } } }")),
      "metadata.labels.a of the patch of EnvoyFilter is the number 1, and Kubernetes takes a text there",
      "metadata.annotations.b of the patch of EnvoyFilter is the truth value true, and Kubernetes takes a text there",
    );
  });

  test.each([
    [
      "{ spec: { replicas: two } }",
      "spec.replicas of the patch of Deployment is a text, and Kubernetes takes a whole number there",
    ],
    [
      "{ spec: [] }",
      "spec of the patch of Deployment is a list, and Kubernetes takes a mapping there",
    ],
    [
      "{ spec: { template: { spec: { volumes: [a] } } } }",
      "spec.template.spec.volumes[0] of the patch of Deployment is a text in a list of mappings",
    ],
    [
      "{ metadata: { finalizers: [{ a: b }] } }",
      "metadata.finalizers[0] of the patch of Deployment is a mapping in a list of single values",
    ],
  ])("refuses %s", (change, message) => {
    expectRefused(patchesHaveTheTypes, meshOf(patch("Deployment", change)), message);
  });
});
