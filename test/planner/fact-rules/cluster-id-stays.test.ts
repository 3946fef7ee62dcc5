import { describe, test } from "vitest";
import { clusterIdStays } from "../../../src/planner/fact-rules/cluster-id-stays.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused, live } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");

describe("MP0525: a cluster keeps its name in the mesh", () => {
  test("accepts the same ID, and none", () => {
    expectAccepted(clusterIdStays, MESH, { a: live({ clusterId: "a" }), b: {} });
  });

  test("knows the istiod in a host by the primary it serves", () => {
    const external = meshOf("hub:", "config: { network: n, controlPlane: hub }");
    expectAccepted(clusterIdStays, external, { hub: live({ clusterId: "config" }) });
    expectRefused(
      clusterIdStays,
      external,
      { hub: live({ clusterId: "hub" }) },
      "the istiod of hub calls its cluster hub, and so do the proxies it completed",
    );
  });

  test("rejects another", () => {
    expectRefused(
      clusterIdStays,
      MESH,
      { a: live({ clusterId: "cluster1" }) },
      "the istiod of a calls its cluster cluster1, and so do the proxies it completed",
    );
  });
});
