import { expect, test } from "vitest";
import { holdersAfter } from "../../rig/slots.ts";

test("everyone keeps a place while they are there, whoever comes", () => {
  const first = holdersAfter([undefined, undefined], ["stable"]);
  expect(first).toEqual(["stable", undefined]);
  expect(holdersAfter(first, ["canary", "stable"])).toEqual(["stable", "canary"]);
});

test("a free place goes to the first who waits, and nobody gets one that does not exist", () => {
  expect(holdersAfter(["stable", "canary"], ["canary", "next", "later"])).toEqual([
    "next",
    "canary",
  ]);
});
