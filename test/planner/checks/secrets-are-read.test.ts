import { describe, expect, test } from "vitest";
import { secretsAreRead } from "../../../src/planner/checks/secrets-are-read.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, factsOf } from "./verbs.ts";

const MESH = meshOf(
  "a: { network: n }",
  "b: { network: m, primary: a }",
  "c: { network: o, primary: a }",
);

const CACERTS = { fact: "cacerts", what: "the CA (MP0514)" } as const;
const RELEASES = { fact: "helmReleases", what: "Helm releases (MP0502)" } as const;

describe("MP0596: what a read-only plan may not read is named", () => {
  test("accepts clusters of which everything was read", () => {
    expectAccepted(secretsAreRead, MESH, { a: {}, b: {} });
  });

  test("names the checks that did not run, once for clusters that lack the same", () => {
    const found = secretsAreRead.check(
      factsOf(MESH, {
        a: { unread: [CACERTS, RELEASES] },
        b: { unread: [RELEASES] },
        c: { unread: [RELEASES] },
      }),
    );
    expect(found.map(({ message }) => message)).toEqual([
      "Secrets of a may not be read here; not checked: the CA (MP0514), Helm releases (MP0502)",
      "Secrets of b, c may not be read here; not checked: Helm releases (MP0502)",
    ]);
  });
});
