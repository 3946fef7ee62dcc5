import { describe, test } from "vitest";
import { observersExist } from "../../../src/mesh/rules/observers-exist.ts";
import { meshOf, meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const FROM = (observer: string): string =>
  `apiServer: { url: https://10.2.0.2, from: { ${observer}: { url: https://10.9.0.2 } } }`;

describe("MP0442: an address is written for a reader that exists", () => {
  test("accepts another cluster of the file", () => {
    expectAccepted(
      observersExist,
      meshOf("a: { network: n }", `b: { network: n, primary: a, ${FROM("a")} }`),
    );
  });

  test("accepts an address for the only reader in what all clusters share", () => {
    const shared = `defaults: { primary: cluster1, ${FROM("cluster1")} }\nclusters:`;
    expectAccepted(observersExist, meshOfText(SEED.replace("clusters:", shared)));
  });

  test("rejects names that do not exist, and the cluster itself", () => {
    expectRefused(
      observersExist,
      meshOf(
        "a: { network: n }",
        `b: { network: n, primary: a, ${FROM("aa")} }`,
        `c: { network: n, primary: a, ${FROM("c")} }`,
      ),
      "apiServer.from of cluster b names aa, which does not exist",
      "cluster c has an address for itself in apiServer.from, and no cluster reads itself by an address",
    );
  });
});
