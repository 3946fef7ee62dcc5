import { describe, test } from "vitest";
import { clusterIdStays } from "../../../src/planner/checks/cluster-id-stays.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");

const injector = (cluster: string) => ({ name: "istio-sidecar-injector", revision: "", cluster });

describe("MP0525: a cluster keeps its name in the mesh", () => {
  test("accepts the same ID, and none", () => {
    expectAccepted(clusterIdStays, MESH, { a: { clusterId: "a" }, b: {} });
  });

  test("knows the istiod in a host by the primary it serves", () => {
    const external = meshOf("hub:", "config: { network: n, controlPlane: hub }");
    expectAccepted(clusterIdStays, external, { hub: { clusterId: "config" } });
    expectRefused(
      clusterIdStays,
      external,
      { hub: { clusterId: "hub" } },
      "the istiod of hub calls its cluster hub, and so do the proxies it completed",
    );
  });

  test("accepts the injector of a remote that names it, and of a primary that names none", () => {
    const injectors = [injector("b"), { name: "istio-sidecar-injector-old", revision: "old" }];
    expectAccepted(clusterIdStays, MESH, { b: { injectors } });
  });

  test("rejects another in the injector of a remote", () => {
    expectRefused(
      clusterIdStays,
      MESH,
      { b: { injectors: [injector("b"), injector("c3")] } },
      "the injector of b calls its cluster c3, and so do the proxies it completed",
    );
  });

  test("is said once of a cluster that has both", () => {
    expectRefused(
      clusterIdStays,
      MESH,
      { b: { clusterId: "c3", injectors: [injector("c3")] } },
      "the istiod of b calls its cluster c3, and so do the proxies it completed",
    );
  });

  test("rejects another", () => {
    expectRefused(
      clusterIdStays,
      MESH,
      { a: { clusterId: "cluster1" } },
      "the istiod of a calls its cluster cluster1, and so do the proxies it completed",
    );
  });
});
