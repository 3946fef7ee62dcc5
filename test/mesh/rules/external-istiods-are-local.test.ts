import { describe, test } from "vitest";
import { externalIstiodsAreLocal } from "../../../src/mesh/rules/external-istiods-are-local.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const HUB = "hub: {}";
const EXTERNAL = "delivery: { all: external }";

describe("MP0477: others deliver control planes that are in one cluster", () => {
  test("accepts primaries with an istiod of their own, and remotes", () => {
    expectAccepted(
      externalIstiodsAreLocal,
      meshOf(
        `east: { network: n, ${EXTERNAL} }`,
        `west: { network: n, primary: east, ${EXTERNAL} }`,
      ),
    );
  });

  test("accepts that others deliver the rest of a divided one", () => {
    expectAccepted(
      externalIstiodsAreLocal,
      meshOf(HUB, "east: { network: n, controlPlane: hub, delivery: { gateway: external } }"),
    );
  });

  test("rejects a host and the cluster it serves", () => {
    expectRefused(
      externalIstiodsAreLocal,
      meshOf(`hub: { ${EXTERNAL} }`, `east: { network: n, controlPlane: hub, ${EXTERNAL} }`),
      "others cannot deliver the control plane of east, which is divided between a host and the cluster it serves",
      "others cannot deliver the control plane of hub, which is divided between a host and the cluster it serves",
    );
  });
});
