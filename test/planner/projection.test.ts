import fc from "fast-check";
import { expect, test } from "vitest";
import { fieldsOf } from "../../src/kube/field-set.ts";
import { builtinFieldTypes } from "../../src/kube/field-types.ts";
import { isList, isMap, type Json, type KubeObject } from "../../src/kube/object.ts";
import { projection } from "../../src/planner/diff.ts";

function holdsList(value: Json | undefined): boolean {
  return isList(value) || (isMap(value) && Object.values(value).some(holdsList));
}

// The part of json-diff that compares lists is not in the bundle (scripts/build.mjs).
test("no list reaches json-diff, whatever an object holds", () => {
  const part = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 4 }));
  fc.assert(
    fc.property(fc.constantFrom("Deployment", "Other"), part, (kind, spec) => {
      const object = {
        apiVersion: "apps/v1",
        kind,
        metadata: { name: "x" },
        spec: { ...spec, template: { spec: { containers: [spec, { name: "a", args: ["b"] }] } } },
      } as unknown as KubeObject;
      const leaves = [...fieldsOf(object, builtinFieldTypes("apps/v1", kind)).leaves()];
      expect(holdsList(projection(object, leaves))).toBe(false);
    }),
  );
});
