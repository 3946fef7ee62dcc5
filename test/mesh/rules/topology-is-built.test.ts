import { describe, test } from "vitest";
import { topologyIsBuilt } from "../../../src/mesh/rules/topology-is-built.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0411: the topology is one that is built", () => {
  test("accepts one primary with remotes, each on a network of its own", () => {
    expectAccepted(
      topologyIsBuilt,
      meshOf(
        "cluster1: { network: network1 }",
        "cluster2: { network: network2, primary: cluster1 }",
        "cluster3: { network: network3, primary: cluster1 }",
      ),
    );
  });

  test("accepts networks that clusters share", () => {
    expectAccepted(
      topologyIsBuilt,
      meshOf(
        "a: { network: n1 }",
        "b: { network: n1, primary: a }",
        "c: { network: n2, primary: a }",
      ),
    );
  });

  test("rejects a primary alone", () => {
    expectRefused(
      topologyIsBuilt,
      meshOf("a: {}"),
      "cluster a is a primary without remotes: not in this version",
    );
  });

  test("says nothing where roles or networks are wrong already", () => {
    expectAccepted(topologyIsBuilt, meshOf("a: {}", "b: {}"));
    expectAccepted(topologyIsBuilt, meshOf("a: { network: n1, primary: z }", "b: { network: n1 }"));
  });
});
