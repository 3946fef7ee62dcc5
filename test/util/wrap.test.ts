import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wrap } from "../../src/util/wrap.ts";

describe("wrapping", () => {
  test("law: only spaces become line ends, and what stands in backticks stays together", () => {
    const word = fc.constantFrom("a", "bb", "`c`", "`d", "e`", "a-very-long-word", "``");
    fc.assert(
      fc.property(fc.array(word), fc.integer({ min: 1, max: 30 }), (words, width) => {
        const text = words.join(" ");
        const lines = wrap(text, width);
        expect(lines.join(" ")).toBe(text);
        const open = lines.findIndex((line) => (line.split("`").length - 1) % 2 === 1);
        // A backtick that nobody closes holds nothing together.
        if (open >= 0) expect((text.split("`").length - 1) % 2).toBe(1);
      }),
    );
  });

  test("ends at once, also where a million words stand behind a backtick", () => {
    expect(wrap(`\` ${"a ".repeat(1_000_000)}`, 80).length).toBeGreaterThan(1);
  });
});
