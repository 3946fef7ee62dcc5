import { describe, test } from "vitest";
import type { Mesh } from "../../../src/mesh/model.ts";
import { networksHaveClusters } from "../../../src/mesh/rules/networks-have-clusters.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

function withNetworks(networks: string): Mesh {
  return meshOfText(SEED.replace("clusters:", `networks: ${networks}\nclusters:`));
}

describe("MP0441: a network with settings has clusters", () => {
  test("accepts settings of networks that clusters are on", () => {
    expectAccepted(
      networksHaveClusters,
      withNetworks("{ network1: {}, network2: { gateway: { type: NodePort } } }"),
    );
  });

  test("warns of others", () => {
    expectRefused(
      networksHaveClusters,
      withNetworks("{ netwrok1: { gateway: { type: NodePort } } }"),
      "no cluster is on the network netwrok1, so its settings have no effect",
    );
  });
});
