import { describe, test } from "vitest";
import type { Mesh } from "../../../src/mesh/model.ts";
import { remoteSecretsAreFew } from "../../../src/mesh/rules/remote-secrets-are-few.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

function primaries(count: number): Mesh {
  return meshOf(
    ...Array.from(
      { length: count },
      (_, index) => `c${String(index)}: { network: n${String(index)} }`,
    ),
  );
}

describe("MP0452: a mesh needs a handful of remote secrets", () => {
  test("accepts twenty primaries, and any number of clusters of one", () => {
    expectAccepted(remoteSecretsAreFew, primaries(20));
    const remotes = Array.from(
      { length: 500 },
      (_, index) => `r${String(index)}: { network: n, primary: p }`,
    );
    expectAccepted(remoteSecretsAreFew, meshOf("p: { network: n }", ...remotes));
  });

  test("warns where they grow with the square", () => {
    expectRefused(
      remoteSecretsAreFew,
      primaries(21),
      "this mesh needs 420 remote secrets: each of 21 primaries holds the credentials of the 20 other clusters",
    );
  });
});
