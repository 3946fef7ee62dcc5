import { describe, expect, test } from "vitest";
import { ApiFailure } from "../../../src/embedded/kube/api-failure.ts";
import { jsonPatch } from "../../../src/embedded/kube/patches/json-patch.ts";
import type { Json } from "../../../src/kube/object.ts";

const OBJECT: Json = { data: { a: "1", constructor: "x" }, list: [1, 2] };

function refusal(...steps: readonly Json[]): number | undefined {
  try {
    jsonPatch(OBJECT, steps);
  } catch (error) {
    return error instanceof ApiFailure ? error.code : undefined;
  }
  return undefined;
}

describe("a JSON patch", () => {
  test("of each operation changes a copy", () => {
    const steps: Json = [
      { op: "test", path: "/data/constructor", value: "x" },
      { op: "add", path: "/list/1", value: 9 },
      { op: "add", path: "/list/-", value: 3 },
      { op: "copy", from: "/list/0", path: "/data/b" },
      { op: "move", from: "/data/a", path: "/data/c~1d" },
      { op: "remove", path: "/data/constructor" },
      { op: "replace", path: "/list/0", value: null },
    ];
    const before = structuredClone(OBJECT);
    expect(jsonPatch(OBJECT, steps)).toEqual({
      data: { b: 1, "c/d": "1" },
      list: [null, 9, 2, 3],
    });
    expect(OBJECT).toEqual(before);
  });

  test("may replace the whole object", () => {
    expect(jsonPatch(OBJECT, [{ op: "replace", path: "", value: { a: 1 } }])).toEqual({ a: 1 });
  });

  test("reaches no prototype", () => {
    expect(refusal({ op: "add", path: "/__proto__/polluted", value: 1 })).toBe(422);
    expect(refusal({ op: "add", path: "/data/__proto__", value: { polluted: 1 } })).toBe(422);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  test.each(["/list/9", "/list/1x", "/list/-1"])("knows no index %s", (path) => {
    expect(refusal({ op: "add", path, value: 1 })).toBe(422);
  });

  test("is refused where a path is missing, a value is, or a test fails", () => {
    expect(refusal({ op: "replace", path: "/data/z", value: 1 })).toBe(422);
    expect(refusal({ op: "remove", path: "/data/z" })).toBe(422);
    expect(refusal({ op: "add", path: "/data/z" })).toBe(422);
    expect(refusal({ op: "move", from: "/data", path: "/data/a" })).toBe(422);
    expect(refusal({ op: "test", path: "/data/a", value: "2" })).toBe(422);
  });

  test("is no patch with another operation, or a path without a slash", () => {
    expect(refusal({ op: "merge", path: "/data" })).toBe(400);
    expect(refusal({ op: "remove", path: "data" })).toBe(400);
  });
});
