import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonMap, KubeObject } from "../../src/kube/object.ts";
import { customErrors } from "../../src/kube/schema/custom-validation.ts";

/** As Istio's definitions say that at most one of several fields is set. */
const ONE_OF_SEVERAL: JsonMap = {
  type: "object",
  properties: Object.fromEntries(
    ["simple", "hash", "other"].map((name) => [name, { type: "string" }]),
  ),
  oneOf: [
    { not: { anyOf: [{ required: ["simple"] }, { required: ["hash"] }, { required: ["other"] }] } },
    { required: ["simple"] },
    { required: ["hash"] },
    { required: ["other"] },
  ],
};

function told(spec: JsonMap, schema: JsonMap): readonly string[] {
  const object: KubeObject = { apiVersion: "a/v1", kind: "A", metadata: { name: "a" }, spec };
  return customErrors(object, { properties: { spec: schema } }).map(({ message }) => message);
}

describe("alternatives of a custom kind", () => {
  test("at most one of several fields, for any choice of them", () => {
    fc.assert(
      fc.property(fc.subarray(["simple", "hash", "other"]), (names) => {
        const spec = Object.fromEntries(names.map((name) => [name, "x"]));
        expect(told(spec, ONE_OF_SEVERAL)).toEqual(
          names.length <= 1
            ? []
            : [
                `Invalid value: spec must validate one and only one schema (oneOf). Found ${String(names.length)} valid alternatives`,
              ],
        );
      }),
    );
  });

  test("a number or a text, neither or both", () => {
    const schema: JsonMap = {
      type: "object",
      properties: {
        port: {
          "x-kubernetes-int-or-string": true,
          anyOf: [{ type: "integer" }, { type: "string" }],
        },
        free: { not: { enum: ["taken"] } },
        both: { allOf: [{ minimum: 1 }, { maximum: 5 }] },
      },
    };
    expect(told({ port: 1, free: "x", both: 3 }, schema)).toEqual([]);
    expect(told({ port: "http" }, schema)).toEqual([]);
    expect(told({ port: true, free: "taken", both: 9 }, schema)).toEqual([
      "Invalid value: spec.port must validate at least one schema (anyOf)",
      "Invalid value: spec.free must not validate the schema (not)",
      "Invalid value: spec.both must validate all the schemas (allOf)",
    ]);
  });

  test("a default that the server sets first may be the one that is required", () => {
    const schema: JsonMap = {
      type: "object",
      properties: { a: { type: "string", default: "x" }, b: { type: "string" } },
      anyOf: [{ required: ["a"] }, { required: ["b"] }],
    };
    expect(told({}, schema)).toEqual([]);
  });

  test("an alternative that only Go can read refuses nothing", () => {
    const schema: JsonMap = {
      type: "object",
      properties: { a: { not: { pattern: "^(?i)x" } }, b: { anyOf: [{ pattern: "^\\z" }] } },
    };
    expect(told({ a: "y", b: "y" }, schema)).toEqual([]);
  });
});
