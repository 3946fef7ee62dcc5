import { describe, test } from "vitest";
import { networkStays } from "../../../src/planner/checks/network-stays.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused, inNamespace } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");

describe("MP0527: a running cluster keeps its network", () => {
  test("accepts the same network and no label", () => {
    expectAccepted(networkStays, MESH, { a: inNamespace({ network: "n" }), b: {} });
  });

  test("warns of another, also on one network, where the label beats what istiod is told", () => {
    expectRefused(
      networkStays,
      MESH,
      { a: inNamespace({ network: "old" }) },
      "a is on the network old by the label of its istio-system, and the file says n",
    );
    const one = meshOf("a: { network: n }", "b: { network: n, primary: a }");
    expectRefused(
      networkStays,
      one,
      { b: inNamespace({ network: "old" }) },
      "b is on the network old by the label of its istio-system, and the file says n",
    );
  });
});
