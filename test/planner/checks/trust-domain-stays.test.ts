import { describe, test } from "vitest";
import { trustDomainStays } from "../../../src/planner/checks/trust-domain-stays.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");

describe("MP0526: the trust domain stays", () => {
  test("accepts the same one, and none", () => {
    expectAccepted(trustDomainStays, MESH, {
      a: { meshConfig: { trustDomain: "cluster.local" } },
      b: {},
    });
  });

  test("warns of another", () => {
    expectRefused(
      trustDomainStays,
      MESH,
      { a: { meshConfig: { trustDomain: "mesh.example.com" } } },
      "the trust domain of a is mesh.example.com, and the file says cluster.local",
    );
  });
});
