import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { durationText, listUpTo, table } from "../../src/report/layout.ts";
import { wrap } from "../../src/util/wrap.ts";
import { lineDiff } from "../../src/report/line-diff.ts";

const words = fc.array(fc.stringMatching(/^[a-z./]{1,30}$/), { minLength: 1, maxLength: 20 });

describe("wrapping", () => {
  test("keeps every word whole and in order", () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 60 }), (list, width) => {
        expect(wrap(list.join(" "), width).join(" ").trim().split(/ +/)).toEqual(list);
      }),
    );
  });

  test("only a word that is longer than the line leaves it", () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 60 }), (list, width) => {
        for (const line of wrap(list.join(" "), width))
          if (line.length > width) expect(line).not.toContain(" ");
      }),
    );
  });

  test("starts on the next line where the first has no room for the first word", () => {
    expect(wrap("a-long-word and more", 12, 4)).toEqual(["", "a-long-word", "and more"]);
  });
});

test("a shortened list says how many it hides", () => {
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 80 }), (list, width) => {
      const text = listUpTo(list, width);
      const hidden = Number(/ … (\d+) more$/.exec(text)?.[1] ?? 0);
      const shown = text.replace(/, … \d+ more$/, "").split(", ").length;
      expect(shown + hidden).toBe(list.length);
    }),
  );
});

test("columns are as wide as their widest cell", () => {
  expect(
    table([
      ["a", "bb", "c"],
      ["aaa", "b", "cc"],
    ]),
  ).toEqual(["a    bb  c", "aaa  b   cc"]);
});

test.each([
  [0, "0.0 s"],
  [420, "0.4 s"],
  [41_000, "41 s"],
  [59_700, "1 m 0 s"],
  [302_000, "5 m 2 s"],
  [3_840_000, "1 h 4 m"],
])("%i ms is %s", (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});

describe("comparing texts line by line", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "  d"), { minLength: 1, maxLength: 12 });
  test("what is kept and removed is the old text, what is kept and added the new", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const diff = lineDiff(before.join("\n"), after.join("\n"), Infinity);
        const side = (other: string) =>
          diff.filter(({ kind }) => kind !== other && kind !== "gap").map((line) => line.text);
        if (before.join("\n") === after.join("\n")) return;
        expect(side("added")).toEqual(before);
        expect(side("removed")).toEqual(after);
      }),
    );
  });
});
