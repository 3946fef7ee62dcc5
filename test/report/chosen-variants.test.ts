import fc from "fast-check";
import { expect, test } from "vitest";
import { chosenVariants, type Delta } from "../../src/report/risks/plain/choices.ts";

type Rows = readonly number[];
const sorted = (rows: Rows): Rows => [...rows].sort((a, b) => a - b);

const variants = fc.uniqueArray(
  fc.uniqueArray(fc.nat(9), { maxLength: 6 }).map((rows) => sorted(rows)),
  { minLength: 1, maxLength: 5, selector: (rows) => rows.join() },
);
/** What becomes of each variant: rows of its own that go, and others from `first` on that come. */
const choice = (first: number) =>
  fc.array(fc.tuple(fc.array(fc.nat(9)), fc.array(fc.integer({ min: first, max: first + 9 }))), {
    minLength: 5,
    maxLength: 5,
  });

function deltasOf(all: readonly Rows[], changes: readonly (readonly [Rows, Rows])[]) {
  return all.map((rows, index): Delta => {
    const [removes = [], adds = []] = changes[index] ?? [];
    return { adds, removes: removes.filter((row) => rows.includes(row)), of: [index] };
  });
}
const applied = (rows: Rows, { adds, removes }: Delta): Rows =>
  sorted([...new Set([...rows.filter((row) => !removes.includes(row)), ...adds])]);

test("variants that were rendered with choices are as they were rendered, and several choices as of each", () => {
  fc.assert(
    fc.property(variants, choice(10), choice(20), (all, one, other) => {
      const [first, second] = [deltasOf(all, one), deltasOf(all, other)];
      const both = all.map((rows, index) =>
        [first, second].reduce((made, deltas) => applied(made, deltas[index] ?? EMPTY), rows),
      );
      expect(chosenVariants(all, [[first]]).map(sorted)).toEqual(
        all.map((rows, index) => applied(rows, first[index] ?? EMPTY)),
      );
      expect(chosenVariants(all, [[first], [second]]).map(sorted)).toEqual(both);
    }),
  );
});

test("a variant that was rendered without a choice alone becomes what the nearest one does", () => {
  const deltas: readonly Delta[] = [
    { adds: [10], removes: [], of: [0] },
    { adds: [11], removes: [], of: [1] },
  ];
  const all = [
    [1, 2, 3],
    [4, 5, 6],
    [4, 5, 7],
  ];
  expect(chosenVariants(all, [[deltas]])).toEqual([
    [1, 2, 3, 10],
    [4, 5, 6, 11],
    [4, 5, 7, 11],
  ]);
  // Nobody knows which: with it and without it.
  expect(chosenVariants([[1, 2, 3]], [[[], deltas]])).toEqual([
    [1, 2, 3],
    [1, 2, 3, 10],
  ]);
});

const EMPTY: Delta = { adds: [], removes: [], of: [] };
