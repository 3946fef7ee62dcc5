import fc from "fast-check";
import { expect, test } from "vitest";
import { ListReading, type Page } from "../../../src/adapters/kubernetes/list-reading.ts";

const BOUNDS = { listPages: { most: 20 }, list: { most: 1000 }, listRestarts: { most: 3 } };

test("no sequence of answers keeps a list for longer than its bounds, and a whole list has all of its last pages", () => {
  const answer = fc.oneof(
    fc.constant("gone" as const),
    fc.record({ bytes: fc.nat(200), isLast: fc.boolean() }),
  );
  fc.assert(
    fc.property(fc.array(answer, { minLength: 85, maxLength: 90 }), (answers) => {
      const reading = new ListReading(BOUNDS);
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

function object(count: number) {
  return { apiVersion: "v1", kind: "Service", metadata: { name: `s${count}` } };
}
