import { describe, test } from "vitest";
import { istiodsReadFewClusters } from "../../../src/mesh/rules/istiods-read-few-clusters.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0453: an istiod reads as many clusters as others tell of", () => {
  const remotesOf = (count: number) =>
    Array.from({ length: count }, (_, index) => `r${String(index)}: { network: n, primary: p }`);

  test("accepts forty other clusters", () => {
    expectAccepted(istiodsReadFewClusters, meshOf("p: { network: n }", ...remotesOf(40)));
  });

  test("warns of more, once", () => {
    expectRefused(
      istiodsReadFewClusters,
      meshOf("p: { network: n }", "q: { network: n }", ...remotesOf(40)),
      "istiod of p reads 41 other clusters, more than the 40 that others tell of",
    );
  });
});
