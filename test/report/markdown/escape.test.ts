import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cellCode, code, fenced, htmlCode, prose } from "../../../src/report/markdown/escape.ts";
import { shown } from "../../../src/report/shown.ts";
import { printableLines } from "../../../src/util/printable.ts";
import { HOSTILE } from "../../hostile.ts";
import { markdownComplaints, nodesOf, parsed } from "./parsed.ts";

/** Pieces that mean something to Markdown, to HTML, to GitHub or to GitLab. */
const PIECES = [
  ...Array.from("`~*_#>-+=|[]()<>!&@:;.,/\\\"'$%^{}0 \n\t"),
  ..."``` ~~~ @someone @org/team #1 org/repo#1 !2 $3 %4 GH-5 &quot; <b> </details> <!-- --> <script> ![a](b) [a](b) [a]: b".split(
    " ",
  ),
  ..."https://x.example www.x.example a@b.example 0123456789abcdef0123456789abcdef01234567 deadbeef /close --- === 1. :tada:".split(
    " ",
  ),
  "word",
  "ein",
  "中文",
  ...HOSTILE,
];
const hostile = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 12 })
  .map((pieces) => shown(pieces.join("")));
const RUNS = { numRuns: 100 };

const documentOf = (lines: readonly string[]): string =>
  printableLines(["### `x`", "", ...lines, "", "end", ""]);
const codes = (markdown: string): readonly string[] =>
  nodesOf(parsed(markdown))
    .filter(({ type }) => type === "inlineCode")
    .map(({ value = "" }) => value);
/** Line feeds are made visible where lines are printed, and parsers take space off the ends of code. */
const seen = (text: string): string =>
  printableLines([`.${text}`])
    .slice(1)
    .trim();

describe("foreign text in Markdown", () => {
  test("a sentence has plain words and code, wherever it stands", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const line of [
          prose(text),
          `- ${prose(text)}`,
          `**word**: ${prose(text)}`,
          `> ${prose(text)}`,
        ])
          expect(markdownComplaints(documentOf([line]))).toEqual([]);
      }),
      RUNS,
    );
  });

  test("a sentence loses no character but space", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const told = nodesOf(parsed(documentOf([prose(text)])))
          .map(({ type, value = "" }) => (type === "text" || type === "inlineCode" ? value : ""))
          .join("");
        expect(told.replaceAll(/\s/g, "")).toBe(`x${seen(text)}end`.replaceAll(/\s/g, ""));
      }),
      RUNS,
    );
  });

  test("a span of code is the text", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const markdown = documentOf([`before ${code(text)} after`]);
        expect(markdownComplaints(markdown)).toEqual([]);
        expect(codes(markdown)[1]?.trim()).toBe(seen(text));
      }),
      RUNS,
    );
  });

  test("a cell stays one cell", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const markdown = documentOf(["| a | b |", "| --- | --- |", `| ${cellCode(text)} | c |`]);
        expect(markdownComplaints(markdown)).toEqual([]);
        expect(nodesOf(parsed(markdown)).filter(({ type }) => type === "tableCell")).toHaveLength(
          4,
        );
      }),
      RUNS,
    );
  });

  test("the title of a fold stays in it", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const fold = [`<details><summary>${htmlCode(text)}</summary>`, "", "x", "", "</details>"];
        expect(markdownComplaints(documentOf(fold))).toEqual([]);
      }),
      RUNS,
    );
  });

  test("lines of a block stay in it, and none is an order to GitLab", () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), (texts) => {
        const lines = texts.flatMap((text) => text.split("\n")).map((line) => ` ${line}`);
        const markdown = documentOf(fenced("diff", lines));
        expect(markdownComplaints(markdown)).toEqual([]);
        const blocks = nodesOf(parsed(markdown)).filter(({ type }) => type === "code");
        expect(blocks.map(({ value }) => value)).toEqual([printableLines(lines)]);
      }),
      RUNS,
    );
  });
});

describe("a sentence reads like one", () => {
  test.each([
    ["something is deleted", "something is deleted"],
    [
      "open to any address (narrow it: gateway.allowFrom)",
      "open to any address (narrow it: `gateway.allowFrom`)",
    ],
    [
      "Deployment istio-system/istiod: makes a root",
      "Deployment `istio-system/istiod`: makes a root",
    ],
    ["12 objects, see cluster1/gateway.", "12 objects, see `cluster1/gateway`."],
    ["call @team about #7", "call `@team` about `#7`"],
    ["in deadbeef", "in `deadbeef`"],
  ])("%s", (text, wanted) => {
    expect(prose(text)).toBe(wanted);
  });
});
