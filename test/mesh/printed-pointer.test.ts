import fc from "fast-check";
import { expect, test } from "vitest";
import { pointerStep } from "../../src/mesh/pointer-step.ts";
import { printedPointer } from "../../src/mesh/printed-pointer.ts";

const key = fc.oneof(
  fc.constantFrom("pilot", "a.b/c", "a", "b", "kubernetes.io/os", "~", "[0]", '"', "=", ""),
  fc.string(),
);
const keys = fc.array(
  key.filter((one) => !/^\d+$/.test(one)),
  { minLength: 1, maxLength: 4 },
);
const pointerOf = (all: readonly string[]): string =>
  all.map((one) => `/${pointerStep(one)}`).join("");

test("different ways through a document print differently, whatever their keys hold", () => {
  fc.assert(
    fc.property(keys, keys, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      expect(printedPointer(pointerOf(one)) === printedPointer(pointerOf(other))).toBe(isSame);
    }),
    { numRuns: 500 },
  );
});

test("a key with dots is one step, and a number is a place in a list", () => {
  expect(printedPointer("/components/ingressGateways/0/k8s/nodeSelector/kubernetes.io~1os")).toBe(
    'components.ingressGateways[0].k8s.nodeSelector["kubernetes.io/os"]',
  );
});
