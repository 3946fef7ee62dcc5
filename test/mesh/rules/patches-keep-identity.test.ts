import { describe, test } from "vitest";
import { patchesKeepIdentity } from "../../../src/mesh/rules/patches-keep-identity.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const patch = (target: string, change: string): string =>
  `a: { patches: [{ target: { kind: ${target} }, patch: ${change} }] }`;

describe("MP0487, MP0488: patches keep the identity of objects", () => {
  test("accepts any other change", () => {
    expectAccepted(
      patchesKeepIdentity,
      meshOf(patch("Deployment", "{ metadata: { labels: { a: b } }, spec: { replicas: 2 } }")),
    );
  });

  test("rejects another name, and the marks of meshplan", () => {
    expectRefused(
      patchesKeepIdentity,
      meshOf(
        patch(
          "Deployment",
          '{ metadata: { name: b, labels: { "applyset.kubernetes.io/part-of": c } } }',
        ),
      ),
      "a patch cannot set metadata.name: by it meshplan and Kubernetes know the object",
      "a patch cannot set metadata.labels.applyset.kubernetes.io/part-of: by it meshplan and Kubernetes know the object",
    );
  });

  test("rejects a Secret", () => {
    expectRefused(
      patchesKeepIdentity,
      meshOf(patch("Secret", "{ data: { a: b } }")),
      "a patch cannot change a Secret: its values never stand in a file or a plan",
    );
  });
});
