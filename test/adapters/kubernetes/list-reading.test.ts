import fc from "fast-check";
import { expect, test } from "vitest";
import { Allowance } from "../../../src/adapters/kubernetes/allowance.ts";
import { ListReading, type Page } from "../../../src/adapters/kubernetes/list-reading.ts";

const LIMITS = { listPages: { most: 20 }, listRestarts: { most: 3 } };
const PLENTY = { spend: () => true };

test("no sequence of answers keeps a list for longer than its bounds, and a whole list has all of its last pages", () => {
  const answer = fc.oneof(
    fc.constant("gone" as const),
    fc.record({ bytes: fc.nat(200), isLast: fc.boolean() }),
  );
  fc.assert(
    fc.property(fc.array(answer, { minLength: 85, maxLength: 90 }), (answers) => {
      const reading = new ListReading({ limits: LIMITS, kept: PLENTY });
      let sinceRestart = 0;
      for (const [count, one] of answers.entries()) {
        const page: Page | "gone" =
          one === "gone"
            ? "gone"
            : { items: [object(count)], resourceVersion: "1", next: one.isLast ? undefined : "n" };
        sinceRestart = one === "gone" ? 0 : sinceRestart + 1;
        const verdict = reading.take(page, one === "gone" ? 0 : one.bytes);
        if (verdict.kind === "endless") return;
        if (verdict.kind === "whole") {
          expect(verdict.list.items).toHaveLength(sinceRestart);
          return;
        }
      }
      throw new Error("it goes on after 4 × 20 pages");
    }),
  );
});

test("a list of any length is put together, and an object counts for something however small it is", () => {
  const items = Array.from({ length: 500_000 }, (_, at) => object(at));
  const page = { items, resourceVersion: "1", next: undefined };
  const whole = new ListReading({ limits: LIMITS, kept: PLENTY }).take(page, 1);
  expect(whole).toMatchObject({ kind: "whole", list: { items: { length: items.length } } });
  const kept = new Allowance({ most: 512 * 10 }, () => 0);
  const reading = (count: number) =>
    new ListReading({ limits: LIMITS, kept }).take({ ...page, items: items.slice(0, count) }, 1);
  expect(reading(10).kind).toBe("whole");
  expect(reading(1).kind).toBe("endless");
});

function object(count: number) {
  return { apiVersion: "v1", kind: "Service", metadata: { name: `s${count}` } };
}
