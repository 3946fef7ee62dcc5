import fc from "fast-check";
import { expect, test } from "vitest";
import { Allowance } from "../../../src/adapters/kubernetes/allowance.ts";

const MOST = 800;
const steps = fc.array(
  fc.record({ after: fc.integer({ min: -5000, max: 20_000 }), amount: fc.nat(400) }),
  { maxLength: 100 },
);

test("what is granted never is more than all of it at once and an eighth each second", () => {
  fc.assert(
    fc.property(steps, (all) => {
      let [now, forward, granted] = [0, 0, 0];
      const allowance = new Allowance({ most: MOST }, () => now);
      for (const { after, amount } of all) {
        now += after;
        forward += Math.max(0, after);
        if (allowance.spend(amount)) granted += amount;
        expect(granted).toBeLessThanOrEqual(MOST + (forward / 1000) * (MOST / 8));
      }
    }),
  );
});

test("whoever asks for no more than an eighth a second gets it for ever", () => {
  let now = 0;
  const allowance = new Allowance({ most: MOST }, () => now);
  for (let second = 0; second < 10_000; second += 1) {
    now += 1000;
    expect(allowance.spend(MOST / 8)).toBe(true);
  }
});
