import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, sameJson, withoutNulls } from "../../src/kube/canonical.ts";
import { isList, isMap, type Json } from "../../src/kube/object.ts";

/** Keys that JavaScript would put in an order of its own, or takes for something else. */
const keys = fc.constantFrom(
  "a",
  "b",
  "B",
  "",
  "10",
  "9",
  "é",
  "\u{1F600}",
  "\uFB01",
  "__proto__",
  "constructor",
);
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom<Json>(null, "", "a", 0, -0, 1.5, true, false),
    fc.array(tie("json"), { maxLength: 4 }),
    fc
      .array(fc.tuple(keys, tie("json")), { maxLength: 4 })
      .map((entries) => Object.fromEntries(entries)),
  ),
}));

/** The definition, without regard to time. */
function written(value: Json): string {
  if (isList(value)) return `[${value.map(written).join(",")}]`;
  if (!isMap(value)) return JSON.stringify(value);
  const entries = Object.keys(value).sort();
  return `{${entries.map((key) => `${JSON.stringify(key)}:${written(value[key] ?? null)}`).join(",")}}`;
}

/** The same value with the keys of every map the other way round. */
function turned(value: Json): Json {
  if (isList(value)) return value.map(turned);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, item]) => [key, turned(item ?? null)]));
}

describe("canonical JSON", () => {
  test("has sorted keys and no spaces, whatever order the value was built in", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(value)).toBe(written(value));
        expect(canonicalJson(turned(value))).toBe(written(value));
      }),
    );
  });

  test("is that of RFC 8785 (its example in 3.2.2)", () => {
    const text = `{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
      "literals": [null, true, false]
    }`;
    expect(canonicalJson(JSON.parse(text) as Json)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  test("has no form for half a character", () => {
    expect(() => canonicalJson({ a: ["\ud83d"] })).toThrow("surrogate");
    expect(() => canonicalJson({ "\udc00": 1 })).toThrow("surrogate");
  });

  test("leaves out what is undefined", () => {
    expect(canonicalJson({ b: [1, { d: undefined }], a: undefined })).toBe('{"b":[1,{}]}');
  });

  test("is equal exactly for equal values", () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(sameJson(a, turned(a))).toBe(true);
        expect(sameJson(a, b)).toBe(canonicalJson(a) === canonicalJson(b));
      }),
    );
  });
});

test("undefined members are absent", () => {
  expect(sameJson({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  expect(sameJson({ a: 1 }, { a: 1, b: undefined })).toBe(true);
  expect(sameJson({ a: undefined }, { b: 1 })).toBe(false);
});

describe("without nulls", () => {
  test("goes what is null and what becomes empty only through that", () => {
    const value = { a: null, b: { c: null }, d: {}, e: [null, { f: null }, 1], g: [null], h: "" };
    expect(withoutNulls(value)).toEqual({ d: {}, e: [1], g: [], h: "" });
  });

  test("stays the very same value where there is none", () => {
    fc.assert(
      fc.property(json, (value) => {
        if (canonicalJson(value).includes("null")) return;
        expect(withoutNulls(value)).toBe(value);
      }),
    );
  });

  test("is done once and for all", () => {
    fc.assert(
      fc.property(json, (value) => {
        const once = withoutNulls([value]);
        expect(JSON.stringify(once)).not.toMatch(/null/);
        expect(withoutNulls(once)).toBe(once);
      }),
    );
  });
});
