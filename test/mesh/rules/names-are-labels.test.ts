import { describe, test } from "vitest";
import { namesAreLabels } from "../../../src/mesh/rules/names-are-labels.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0401: names are DNS-1123 labels", () => {
  test("accepts a name of 63 characters", () => {
    expectAccepted(namesAreLabels, meshOf(`${"a".repeat(63)}: { network: 9n }`));
  });

  test("rejects a name of 64 characters and says the limit", () => {
    expectRefused(
      namesAreLabels,
      meshOf(`${"a".repeat(64)}: { network: n }`),
      "the cluster name aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa has 64 characters, more than the 63 of a DNS-1123 label",
    );
  });

  test("rejects capitals, underscores, dots and hyphens at the ends, for networks too", () => {
    expectRefused(
      namesAreLabels,
      meshOf("A_b: { network: -n }", "a.b: { network: n- }"),
      "the cluster name A_b is not a DNS-1123 label: lower-case letters, digits and hyphens, a letter or digit at both ends",
      "the network name -n is not a DNS-1123 label: lower-case letters, digits and hyphens, a letter or digit at both ends",
      "the cluster name a.b is not a DNS-1123 label: lower-case letters, digits and hyphens, a letter or digit at both ends",
      "the network name n- is not a DNS-1123 label: lower-case letters, digits and hyphens, a letter or digit at both ends",
    );
  });

  test("rejects an empty network, which is not the same as none", () => {
    expectRefused(
      namesAreLabels,
      meshOf('c: { network: "" }', "d: {}"),
      "the network name is empty",
    );
  });
});
