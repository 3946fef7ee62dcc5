import { describe, expect, test } from "vitest";
import { secretsAreRead } from "../../../src/planner/checks/secrets-are-read.ts";
import { SECRET_FACTS } from "../../../src/planner/facts.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, factsOf } from "./verbs.ts";

const MESH = meshOf(
  "a: { network: n }",
  "b: { network: m, primary: a }",
  "c: { network: o, primary: a }",
);

describe("MP0596: what a read-only plan may not read is named", () => {
  test("accepts clusters of which everything was read", () => {
    expectAccepted(secretsAreRead, MESH, { a: {}, b: {} });
  });

  test("names the checks that did not run, once for clusters that lack the same", () => {
    const found = secretsAreRead.check(
      factsOf(MESH, {
        a: { unread: ["helm-releases", "cacerts"] },
        b: { unread: ["helm-releases"] },
        c: { unread: ["helm-releases"] },
      }),
    );
    expect(found.map(({ message }) => message)).toEqual([
      "Secrets of a may not be read here; not checked: the CA that istiod signs with (MP0514, MP0515, MP0541, MP0542, MP0544), Helm releases of another Istio (MP0502)",
      "Secrets of b, c may not be read here; not checked: Helm releases of another Istio (MP0502)",
    ]);
  });

  test.each(SECRET_FACTS)("has words for %s", (fact) => {
    expect(secretsAreRead.check(factsOf(MESH, { a: { unread: [fact] } }))).toHaveLength(1);
  });
});
