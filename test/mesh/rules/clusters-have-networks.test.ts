import { describe, test } from "vitest";
import { clustersHaveNetworks } from "../../../src/mesh/rules/clusters-have-networks.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0406: clusters of a mesh of several have networks", () => {
  test("accepts one cluster without a network", () => {
    expectAccepted(clustersHaveNetworks, meshOf("a: {}"));
  });

  test("rejects each of two clusters that has none", () => {
    expectRefused(
      clustersHaveNetworks,
      meshOf("a: {}", "b: { primary: a }"),
      "cluster a has no network, and the mesh has more than one cluster",
      "cluster b has no network, and the mesh has more than one cluster",
    );
  });
});
