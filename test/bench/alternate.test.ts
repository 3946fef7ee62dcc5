import fc from "fast-check";
import { expect, test } from "vitest";
import { alternate } from "../../bench/alternate.ts";
import { summaryOf } from "../../bench/stats.ts";

test("contenders take turns, every second round backwards, and warm-up rounds do not count", async () => {
  const order: string[] = [];
  const contender = (name: string, times: readonly number[]) => {
    const left = [...times];
    return {
      name,
      run: () => {
        order.push(name);
        return Promise.resolve(left.shift() ?? 0);
      },
    };
  };
  const contenders = [contender("ours", [90, 3, 1]), contender("theirs", [99, 10, 20])];
  const [ours, theirs] = await alternate(contenders, { count: 2, warmUp: 1 });
  expect(order.join(" ")).toBe("theirs ours ours theirs theirs ours");
  expect(ours).toEqual({ rounds: 2, min: 1, median: 2, max: 3 });
  expect(theirs).toEqual({ rounds: 2, min: 10, median: 15, max: 20 });
});

test("half of the times lie on each side of the median", () => {
  const times = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1 });
  fc.assert(
    fc.property(times, (measured) => {
      const { min, median, max, rounds } = summaryOf(measured);
      expect(measured.filter((time) => time < median).length).toBeLessThanOrEqual(rounds / 2);
      expect(measured.filter((time) => time > median).length).toBeLessThanOrEqual(rounds / 2);
      expect([min, max]).toEqual([Math.min(...measured), Math.max(...measured)]);
    }),
  );
});
