import { describe, test } from "vitest";
import { patchesLeaveTheServersFields } from "../../../src/mesh/rules/patches-leave-the-servers-fields.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const patch = (change: string): string =>
  `a: { patches: [{ target: { kind: Deployment }, patch: ${change} }] }`;

describe("MP0458: patches leave to the API server what it writes", () => {
  test("accepts the metadata that users write, and a status further down", () => {
    expectAccepted(
      patchesLeaveTheServersFields,
      meshOf(patch("{ metadata: { labels: { uid: a } }, spec: { status: on } }")),
    );
  });

  test("rejects what it would drop, and what it would answer with a conflict", () => {
    expectRefused(
      patchesLeaveTheServersFields,
      meshOf(
        patch('{ metadata: { uid: a, resourceVersion: "1", managedFields: [] }, status: null }'),
      ),
      "a patch cannot set metadata.uid: the API server writes it",
      "a patch cannot set metadata.resourceVersion: the API server writes it",
      "a patch cannot set metadata.managedFields: the API server writes it",
      "a patch cannot set status: the API server writes it",
    );
  });
});
