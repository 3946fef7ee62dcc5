import fc from "fast-check";
import { expect, test } from "vitest";
import { uncovered } from "../../bench/intervals.ts";

const moment = fc.integer({ min: 0, max: 60 });
const interval = fc
  .tuple(moment, moment)
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));

test("what is uncovered is what counting millisecond by millisecond finds", () => {
  fc.assert(
    fc.property(interval, fc.array(interval, { maxLength: 6 }), (whole, parts) => {
      let free = 0;
      for (let at = whole.from; at < whole.to; at++)
        if (!parts.some(({ from, to }) => from <= at && at < to)) free += 1;
      expect(uncovered(whole, parts)).toBe(free);
    }),
  );
});
