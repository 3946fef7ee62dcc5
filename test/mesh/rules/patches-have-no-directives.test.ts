import { describe, expect, test } from "vitest";
import { patchesHaveNoDirectives } from "../../../src/mesh/rules/patches-have-no-directives.ts";
import { topologyOf } from "../../../src/mesh/topology.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted } from "./verbs.ts";

const patch = (kind: string, change: string): string =>
  `a: { patches: [{ target: { kind: ${kind} }, patch: ${change} }] }`;

/** Each directive that is refused, with what to do instead. */
function refused(kind: string, change: string): readonly string[] {
  const mesh = meshOf(patch(kind, change));
  return patchesHaveNoDirectives(mesh, topologyOf(mesh)).map(
    ({ message, help }) => `${message.split("`")[1] ?? ""}: ${help}`,
  );
}

describe("MP0494: patches are JSON merge patches", () => {
  test.each([
    ["Service", "{ spec: { ports: [{ port: 15021, $patch: delete }] } }"],
    ["Service", "{ spec: { ports: [{ protocol: UDP, $patch: delete }] } }"],
    ["Deployment", "{ spec: { template: { spec: { volumes: [{ name: a, $patch: delete }] } } } }"],
    ["Gateway", "{ spec: { listeners: [{ name: a, $patch: delete }] } }"],
    // Fields that only look like one.
    ["CustomResourceDefinition", "{ spec: { $ref: a, $patches: b } }"],
  ])("accepts what deletes an item of a list by its key, in %s", (kind, change) => {
    expectAccepted(patchesHaveNoDirectives, meshOf(patch(kind, change)));
  });

  test.each([
    [
      "{ spec: { selector: { $patch: delete } } }",
      "write `selector: null`, which removes the field",
    ],
    ["{ $patch: delete }", "remove the patch: it changes objects, and deletes none"],
    [
      "{ spec: { externalIPs: [{ $patch: delete }] } }",
      "write the whole list, without the item: nothing tells the items of this list apart",
    ],
    [
      "{ spec: { ports: [{ name: a, $patch: delete }] } }",
      "write port or protocol of the item beside it",
    ],
    [
      "{ spec: { ports: [{ port: 1, name: a, $patch: delete }] } }",
      "remove name: the item goes as a whole",
    ],
  ])("refuses to delete with %s", (change, help) => {
    expect(refused("Service", change)).toEqual([`$patch: delete: ${help}`]);
  });

  test("refuses every other directive, with what to do instead", () => {
    const change =
      "{ spec: { $patch: replace, a: { $patch: merge }, $retainKeys: [a], $setElementOrder/ports: [], $deleteFromPrimitiveList/b: [] } }";
    expect(refused("Service", change)).toEqual([
      "$patch: replace: write what changes, null for each field that goes, and `$patch: delete` beside the key of each list item that goes",
      "$patch: merge: remove it: mappings are merged, and lists by the keys of their items",
      "$retainKeys: remove it, and write null for each field that goes",
      "$setElementOrder/ports: remove it: new items come after those that are there",
      "$deleteFromPrimitiveList/b: write the whole list, without the values that go",
    ]);
  });
});
