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
      'a patch cannot set metadata.labels["applyset.kubernetes.io/part-of"]: by it meshplan and Kubernetes know the object',
    );
  });

  test.each([
    ["null", "metadata", "{ metadata: null }"],
    ["a text", "metadata", "{ metadata: hello }"],
    ["null", "metadata.labels", "{ metadata: { labels: null } }"],
    ["a list", "metadata.annotations", "{ metadata: { annotations: [] } }"],
  ])("rejects %s in place of %s, which would take the marks away", (_what, field, change) => {
    expectRefused(
      patchesKeepIdentity,
      meshOf(patch("Namespace", change)),
      `a patch cannot replace ${field} as a whole: below it stands what meshplan and Kubernetes know the object by`,
    );
  });

  test("rejects to remove what says which object it is", () => {
    expectRefused(
      patchesKeepIdentity,
      meshOf(patch("Deployment", "{ kind: null, metadata: { namespace: null } }")),
      "a patch cannot set kind: by it meshplan and Kubernetes know the object",
      "a patch cannot set metadata.namespace: by it meshplan and Kubernetes know the object",
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
