import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { painter } from "../../src/report/theme.ts";
import { ansiPaint } from "../../src/util/ansi-paint.ts";
import { printable, printableLines, rechecked } from "../../src/util/printable.ts";
import { printableJson } from "../../src/util/printable-json.ts";
import { visibleText } from "../../src/util/visible-text.ts";
import { complaints, HOSTILE } from "../hostile.ts";

/** Any text, with what is dangerous in it far more often than chance would have it. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...HOSTILE,
        "\u001b[31m",
        "\u001b[2J",
        "::",
        "error",
        "##",
        "vso",
        "[",
        " ",
        "\n",
        "\r",
        "\t",
      ),
      fc.string({ unit: "binary", maxLength: 6 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

describe("the escapes of text", () => {
  test("foreign text is one line of what can be seen", () => {
    fc.assert(
      fc.property(text, (foreign) => {
        const shown = visibleText(foreign);
        expect(shown).not.toContain("\n");
        expect(complaints(rechecked(shown))).toEqual([]);
        expect(visibleText(shown)).toBe(shown);
      }),
    );
  });

  test("the last law holds for any text, and changes nothing that keeps it", () => {
    fc.assert(
      fc.property(text, (foreign) => {
        const once = rechecked(foreign);
        expect(complaints(once, { paint: true })).toEqual([]);
        expect(rechecked(once)).toBe(once);
      }),
    );
  });

  test("a writer makes as many lines as it lists", () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (lines) => {
        expect(printableLines(lines).split("\n")).toHaveLength(lines.length);
      }),
    );
  });

  test("a sentence escapes what is put into it, and leaves its own lines", () => {
    const evil = "\u001b[31mx\n::error::y";
    expect(printable`a ${evil}\nb ${2}`).toBe("a ␛[31mx␊::error::y\nb 2");
  });
});

test("every paint of ours passes the sink", () => {
  const paint = painter(true);
  for (const style of ["bold", "dim", "red", "green", "yellow", "magenta", "cyan", "white", "gray"])
    expect(rechecked(paint(style as "bold", "x"))).toBe(paint(style as "bold", "x"));
  for (const tone of ["error", "warning", "help", "place", "dim", "strong"] as const)
    expect(rechecked(ansiPaint(tone, "x"))).toBe(ansiPaint(tone, "x"));
});

describe("commands of build servers", () => {
  test.each([
    ["::error::x", ": :error::x"],
    ["  ::add-mask::x", "  : :add-mask::x"],
    ["a\n\t::set-output name=a::b", "a\n\t: :set-output name=a::b"],
    ["\u001b[1m::group::x\u001b[22m", ": :group::x"],
    ["a\n:\u001b[31m:group::x", "a\n: :group::x"],
    ["x ##[error]y", "x ## [error]y"],
    ["##vso[task.setvariable variable=a]b", "## vso[task.setvariable variable=a]b"],
    ["##teamcity[buildStatus]", "## teamcity[buildStatus]"],
  ])("%j is none any more", (from, to) => {
    expect(rechecked(from)).toBe(to);
  });

  test.each([
    "::1",
    "::/0",
    "  ::ffff:10.0.0.1",
    "fe80::1 and fd00::2",
    "x ::error::y",
    "## Title [1]",
  ])("%j stays as it is", (same) => {
    expect(rechecked(same)).toBe(same);
  });
});

describe("JSON", () => {
  test("holds nothing that is hidden, and reads back as the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), text, text, fc.boolean(), (value, key, foreign, pretty) => {
        const data = { value, [key]: [foreign, { [foreign]: key }] };
        const json = printableJson(data, { pretty });
        expect(complaints(json)).toEqual([]);
        expect(json.endsWith("\n")).toBe(true);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(data)));
      }),
    );
  });
});
