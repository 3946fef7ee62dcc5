import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { printedPath, valueAt } from "../../src/kube/field-path.ts";
import { fieldsOf } from "../../src/kube/field-set.ts";
import type { FieldType, FieldTypes } from "../../src/kube/field-types.ts";
import type { Json, JsonMap, KubeObject } from "../../src/kube/object.ts";
import { leavesOf, treeOf } from "../../src/report/field-tree.ts";
import { pathOf } from "../kube/printed-path.ts";

const OPTIONS = { noNullPrototype: true } as const;
const key = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.constantFrom("app.kubernetes.io/name", "a.b", "__proto__", '"]', "name", "0", "labels"),
);
const scalar = fc.oneof(key, fc.integer(), fc.boolean()) as fc.Arbitrary<Json>;
const value = fc.letrec<{ any: Json }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie("any"), { maxLength: 3 }) as fc.Arbitrary<Json>,
    fc.dictionary(key, tie("any"), { maxKeys: 4, ...OPTIONS }) as fc.Arbitrary<Json>,
  ),
})).any;

/** A body in which `ports` is a keyed list, `finalizers` a set and `selector` one value; the rest has the rules of CRDs. */
const TYPES: FieldTypes = {
  at: (pattern): FieldType | undefined =>
    pattern === "spec.ports"
      ? { keys: ["name", "port"] }
      : pattern === "spec.finalizers"
        ? "set"
        : pattern === "spec.selector"
          ? "atomic"
          : undefined,
};
const body = fc
  .record({
    free: fc.dictionary(key, value, { maxKeys: 4, ...OPTIONS }),
    ports: fc.uniqueArray(fc.record({ name: key, port: fc.nat(), rest: value }), {
      selector: ({ name, port }) => `${port} ${name}`,
      minLength: 1,
      maxLength: 3,
    }),
    finalizers: fc.uniqueArray(key, { minLength: 1, maxLength: 3 }),
    selector: value,
  })
  .map(({ free, ...spec }) => ({ data: free, spec })) as fc.Arbitrary<JsonMap>;

describe("a tree of leaves", () => {
  test.each([
    ["spec.replicas", { spec: { replicas: 1 } }],
    [
      'spec.ports[port=443,protocol="TCP"].name',
      { spec: { ports: [{ port: 443, protocol: "TCP", name: 1 }] } },
    ],
    ['spec.tls.options["a.io/b"]', { spec: { tls: { options: { "a.io/b": 1 } } } }],
    ['metadata.finalizers[="x/y"]', { metadata: { finalizers: [1] } }],
    ["webhooks[0].rules[1]", { webhooks: [{ rules: [1] }] }],
  ])("%s", (path, tree) => {
    expect(treeOf([{ path: pathOf(path), value: 1 }])).toEqual(tree);
  });

  test("paths that share a beginning share a branch", () => {
    const leaf = (path: string, one: number) => ({ path: pathOf(path), value: one });
    expect(
      treeOf([
        leaf('spec.ports[name="a"].port', 1),
        leaf('spec.ports[name="a"].targetPort', 2),
        leaf('spec.ports[name="b"].port', 3),
      ]),
    ).toEqual({
      spec: {
        ports: [
          { name: "a", port: 1, targetPort: 2 },
          { name: "b", port: 3 },
        ],
      },
    });
  });

  test("is the object whose fields they are, for any keys", () => {
    fc.assert(
      fc.property(body, (own) => {
        const object = { apiVersion: "v1", kind: "Any", metadata: { name: "x" }, ...own };
        const leaves = [...fieldsOf(object as KubeObject, TYPES).leaves()].map((path) => ({
          path,
          value: valueAt(own, path) ?? null,
        }));
        expect(treeOf(leaves)).toEqual(own);
      }),
    );
  });

  test("is the body that was taken apart to be printed, for any keys", () => {
    fc.assert(
      fc.property(value, (own) => {
        const leaves = leavesOf(own, undefined, undefined);
        expect(treeOf(leaves)).toEqual(own);
        expect(new Set(leaves.map(({ path }) => printedPath(path))).size).toBe(leaves.length);
        for (const { path, value: leaf } of leaves) expect(valueAt(own, path)).toEqual(leaf);
      }),
    );
  });
});
