import { describe, test } from "vitest";
import { hostsHaveOnePrimary } from "../../../src/mesh/rules/hosts-have-one-primary.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0473: a host runs one istiod of a mesh", () => {
  test("accepts a host for each primary", () => {
    expectAccepted(
      hostsHaveOnePrimary,
      meshOf(
        "hub1:",
        "hub2:",
        "a: { network: n, controlPlane: hub1 }",
        "b: { network: n, controlPlane: hub2 }",
      ),
    );
  });

  test("rejects every primary after the first of the file", () => {
    expectRefused(
      hostsHaveOnePrimary,
      meshOf(
        "hub:",
        "c: { network: n, controlPlane: hub }",
        "b: { network: n, controlPlane: hub }",
        "a: { network: n, controlPlane: hub }",
      ),
      "clusters c and b both have hub as the host of their control plane, and both would be istio-system/istiod there",
      "clusters c and a both have hub as the host of their control plane, and both would be istio-system/istiod there",
    );
  });
});
