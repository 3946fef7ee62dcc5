import { describe, test } from "vitest";
import { hostNamesHaveOneRevision } from "../../../src/mesh/rules/host-names-have-one-revision.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const NAMED = SEED.replace(
  "network: network1",
  "network: network1, gateway: { address: east.example.com }",
);

describe("MP0484: a host name leads to one revision", () => {
  test("accepts a name before one istiod", () => {
    expectAccepted(hostNamesHaveOneRevision, meshOfText(NAMED));
  });

  test("rejects a name before several", () => {
    const revisions = "revisions: { a: { version: 1.31.0 }, b: { version: 1.31.1 } }";
    expectRefused(
      hostNamesHaveOneRevision,
      meshOfText(NAMED.replace("version: 1.31.0", revisions)),
      "remotes reach cluster1 by a host name, under which its revisions cannot be told apart",
    );
  });
});
