import { describe, test } from "vitest";
import type { Mesh } from "../../../src/mesh/model.ts";
import { gatewayClusterIsAMember } from "../../../src/mesh/rules/gateway-cluster-is-a-member.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

function withNetworks(networks: string): Mesh {
  return meshOfText(SEED.replace("clusters:", `networks: ${networks}\nclusters:`));
}

describe("MP0440: the gateway of a network is in it", () => {
  test("accepts a member, and leaves networks without clusters to MP0441", () => {
    expectAccepted(
      gatewayClusterIsAMember,
      withNetworks("{ network1: { gatewayCluster: cluster1 } }"),
    );
    expectAccepted(
      gatewayClusterIsAMember,
      withNetworks("{ other: { gatewayCluster: cluster1 } }"),
    );
    expectAccepted(gatewayClusterIsAMember, meshOfText(SEED));
  });

  test("rejects clusters of other networks and such as do not exist", () => {
    expectRefused(
      gatewayClusterIsAMember,
      withNetworks("{ network1: { gatewayCluster: cluster2 } }"),
      "the gatewayCluster cluster2 of the network network1 is on another network",
    );
    expectRefused(
      gatewayClusterIsAMember,
      withNetworks("{ network1: { gatewayCluster: clutser1 } }"),
      "the gatewayCluster clutser1 of the network network1 does not exist",
    );
  });
});
