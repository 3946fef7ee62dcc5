import fc from "fast-check";
import { expect, test } from "vitest";
import { compareVersions, minorOf, minorsBetween } from "../../src/mesh/versions.ts";

const SORTED = [
  "1.9.12",
  "1.30.5",
  "1.31.0-alpha",
  "1.31.0-alpha.1",
  "1.31.0-alpha.beta",
  "1.31.0-rc.9",
  "1.31.0-rc.10",
  "1.31.0",
  "1.31.1",
  "2.0.0",
];

test("versions are ordered by number, a pre-release before its release", () => {
  expect([...SORTED].reverse().sort(compareVersions)).toEqual(SORTED);
});

test("what stands after a plus says nothing", () => {
  expect(compareVersions("1.31.0+x.1", "1.31.0")).toBe(0);
  expect(compareVersions("1.31.0-rc.1+x", "1.31.0-rc.2+a-b")).toBeLessThan(0);
});

test("the order is total", () => {
  const version = fc.constantFrom(...SORTED);
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) || 0);
      expect(compareVersions(a, b) === 0).toBe(a === b);
    }),
  );
});

test("a minor has two numbers", () => {
  expect(minorOf("1.31.0-rc.1")).toBe("1.31");
});

test("minors are counted within a major", () => {
  expect(minorsBetween("1.29.5", "1.31.0-rc.1")).toBe(2);
  expect(minorsBetween("v1.35.4-gke.1", "1.32")).toBe(-3);
  expect(minorsBetween("1.31.0", "2.0.0")).toBeUndefined();
  expect(minorsBetween("latest", "1.31.0")).toBeUndefined();
});
