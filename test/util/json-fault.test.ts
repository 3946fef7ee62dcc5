import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "../../src/kube/canonical.ts";
import type { Json } from "../../src/kube/object.ts";
import { jsonFault } from "../../src/util/json-fault.ts";
import { mutated, mutation } from "../fuzz/mutations.ts";

test("whatever has no fault has a canonical form, and the same one after it was written and read", () => {
  fc.assert(
    fc.property(fc.jsonValue(), mutation, (value, change) => {
      const json = mutated(value, change);
      if (jsonFault(json) !== undefined) return;
      const canonical = canonicalJson(json);
      expect(canonicalJson(JSON.parse(canonical) as Json)).toBe(canonical);
    }),
  );
});

test.each<[string, string]>([
  ['{"a": ["\\ud83d"]}', "a text in it ends within a character"],
  ['{"\\ud83d": 1}', "a text in it ends within a character"],
  ["[1e999]", "a number in it is no finite one"],
  ["[".repeat(502) + "]".repeat(502), "it nests more than 500 levels deep"],
])("%.20s is told by its fault", (text, fault) => {
  expect(jsonFault(JSON.parse(text))).toBe(fault);
});

test.each(['["\\ud83d\\ude00"]', "[".repeat(500) + "]".repeat(500), "[1e308, null, {}]"])(
  "%.20s has none",
  (text) => {
    expect(jsonFault(JSON.parse(text))).toBeUndefined();
  },
);
