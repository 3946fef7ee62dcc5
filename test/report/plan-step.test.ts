import { expect, test } from "vitest";
import { planStepText } from "../../src/report/plan-step.ts";

test.each([
  ["read", 0, 1, "reading 0 of 1 cluster"],
  ["render", 7, 40, "rendering 7 of 40 manifests"],
  ["compare", 120, 1100, "comparing 120 of 1100 objects"],
  ["recheck", 3, 75, "looking again at 3 of 75 objects"],
] as const)("%s: %i of %i is one line that makes sense alone", (doing, done, total, text) => {
  expect(planStepText({ doing, done, total })).toBe(text);
});
