import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { table, truncate } from "../../src/report/layout.ts";
import { wrap } from "../../src/util/wrap.ts";
import { displayWidth } from "../../src/util/display-width.ts";
import { firstColumns } from "../../src/util/first-columns.ts";

/** Letters, wide ones, a letter with an accent of its own, a flag, a family of emoji joined to one. */
const character = fc.constantFrom("a", "網", "e\u0301", "🇩🇪", "👩‍👩‍👧", "-");
const text = fc.array(character, { maxLength: 30 }).map((all) => all.join(""));

describe("a terminal shows wide characters in two columns", () => {
  test("so what is cut fits, and no character is cut in half", () => {
    fc.assert(
      fc.property(text, fc.nat(40), (whole, columns) => {
        const first = firstColumns(whole, columns);
        expect(displayWidth(first)).toBeLessThanOrEqual(columns);
        expect(whole.startsWith(first)).toBe(true);
        const segments = [...new Intl.Segmenter("en").segment(whole)].map(({ segment }) => segment);
        const ends = segments.map((_, at) => segments.slice(0, at + 1).join(""));
        expect(["", ...ends]).toContain(first);
        expect(displayWidth(truncate(whole, columns + 1))).toBeLessThanOrEqual(columns + 1);
      }),
    );
  });

  test("so the columns of a table begin below each other", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 5 }), (rows) => {
        const wide = Math.max(...rows.map(([one]) => displayWidth(one)));
        for (const [at, line] of table(rows.map(([one]) => [one, "|"])).entries()) {
          expect(displayWidth(line)).toBe(wide + 3);
          expect(line.startsWith(rows[at]?.[0] ?? "")).toBe(true);
        }
      }),
    );
  });

  test("so lines of several words fit", () => {
    fc.assert(
      fc.property(fc.array(text.filter((one) => displayWidth(one) <= 20)), (words) => {
        for (const line of wrap(words.join(" "), 24)) expect(displayWidth(line)).toBeLessThan(25);
      }),
    );
  });
});
