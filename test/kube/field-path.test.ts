import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  areRelated,
  type FieldPath,
  fieldElement,
  fieldNames,
  indexElement,
  isWithin,
  keyElement,
  memberElement,
  printedPath,
  stepOf,
  valueAt,
} from "../../src/kube/field-path.ts";
import type { Json, JsonMap } from "../../src/kube/object.ts";
import { pathOf } from "./printed-path.ts";

/** Keys as people, clouds and attackers write them. */
const name = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom("app.kubernetes.io/name", "a.b[c]", '"', "\\", "", "0", "=", "]", ",", "a=b"),
  fc.constantFrom("__proto__", "constructor", "spec", '[name="x"]', "é", "名"),
);
const scalar = fc.oneof(name, fc.integer(), fc.boolean(), fc.constant(null)) as fc.Arbitrary<Json>;
const element = fc.oneof(
  name.map(fieldElement),
  fc.nat({ max: 99 }).map(indexElement),
  (fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<Json>).map(memberElement),
  fc
    .dictionary(name, scalar, { minKeys: 1, maxKeys: 3, noNullPrototype: true })
    .map((keys) => keyElement(keys as JsonMap)),
);
const path: fc.Arbitrary<FieldPath> = fc.array(element, { minLength: 1, maxLength: 5 });

describe("a printed path", () => {
  test.each([
    [["f:spec", "f:replicas"], "spec.replicas"],
    [["f:spec", "f:ports", 'k:{"name":"tls"}', "f:port"], 'spec.ports[name="tls"].port'],
    [
      ["f:spec", "f:ports", 'k:{"port":443,"protocol":"TCP"}'],
      'spec.ports[port=443,protocol="TCP"]',
    ],
    [["f:metadata", "f:labels", "f:a.b/c"], 'metadata.labels["a.b/c"]'],
    [["f:spec", "f:options", 'f:x"]', "f:y"], 'spec.options["x\\"]"].y'],
    [["f:metadata", "f:finalizers", 'v:"x/y"'], 'metadata.finalizers[="x/y"]'],
    [["f:webhooks", "i:0", "f:rules", "i:1"], "webhooks[0].rules[1]"],
    [["f:0", "f:-"], '["0"]["-"]'],
  ] as const)("%j", (steps, text) => {
    expect(printedPath(steps)).toBe(text);
  });

  test("is read back as what was printed, whatever its keys hold", () => {
    fc.assert(
      fc.property(path, (steps) => {
        expect(pathOf(printedPath(steps))).toEqual(steps);
      }),
      { numRuns: 2000 },
    );
  });
});

test("what is no path element has no step", () => {
  for (const odd of ["", "x", "f", "k:", "k:1", "k:[]", "i:-1", "i:01", "i:", "v:", "v:{", "z:1"])
    expect(stepOf(odd)).toBeUndefined();
});

test("a path leads to its value and never to what every object has", () => {
  const object = {
    "a.b": { "c/d": 1 },
    list: [{ name: "x", v: 2 }, { name: "y" }],
    set: ["p", "q"],
  };
  expect(valueAt(object, ["f:a.b", "f:c/d"])).toBe(1);
  expect(valueAt(object, ["f:list", 'k:{"name":"x"}', "f:v"])).toBe(2);
  expect(valueAt(object, ["f:list", "i:1", "f:name"])).toBe("y");
  expect(valueAt(object, ["f:set", 'v:"q"'])).toBe("q");
  for (const wrong of ["f:constructor", "f:__proto__", "f:a", "i:0", 'k:{"name":"x"}'])
    expect(valueAt(object, [wrong])).toBeUndefined();
});

test("a pattern names a field and all that is below, by whole keys", () => {
  const label = ["f:metadata", "f:labels", "f:a.b/c"];
  expect(isWithin(label, ["metadata", "labels"])).toBe(true);
  expect(isWithin(label, ["metadata", "labels", "a.b/c"])).toBe(true);
  expect(isWithin(label, ["metadata", "labels", "a"])).toBe(false);
  expect(isWithin(label, ["metadata", "lab"])).toBe(false);
  const env = ["f:containers", 'k:{"name":"a"}', "f:env", 'k:{"name":"B"}', "f:value"];
  expect(isWithin(env, ["containers", { name: "a" }, "env", { name: "B" }])).toBe(true);
  expect(isWithin(env, ["containers", {}, "env"])).toBe(true);
  expect(isWithin(env, ["containers", { name: "b" }, "env"])).toBe(false);
  expect(isWithin(["f:rules", "i:3"], ["rules", {}])).toBe(true);
  expect(isWithin(["f:rules", "f:3"], ["rules", {}])).toBe(false);
  expect(fieldNames(env)).toEqual(["containers", "env", "value"]);
});

test("paths are related where one leads to the other, by whole keys", () => {
  fc.assert(
    fc.property(path, path, (a, b) => {
      expect(areRelated(a, [...a, ...b])).toBe(true);
      expect(areRelated([...a, ...b], a)).toBe(true);
    }),
  );
  expect(areRelated(["f:app"], ["f:app.kubernetes.io/name"])).toBe(false);
  expect(areRelated(["f:a", "f:b"], ["f:a", "f:c"])).toBe(false);
});
