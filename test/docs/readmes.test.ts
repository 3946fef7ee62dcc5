import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

/** The page in two languages: what has none, such as commands, has to be the same in both. */
const [english, chinese] = ["README.md", "README.zh-CN.md"].map((name) =>
  readFileSync(new URL(`../../${name}`, import.meta.url), "utf8"),
) as [string, string];

const FENCE = /^```.*?^```$/gms;

/** Blocks of code; comments in them are translated. */
const blocks = (page: string): readonly string[] =>
  (page.match(FENCE) ?? []).map((block) => block.replaceAll(/ {2,}# .*/g, ""));
const prose = (page: string): string => page.replaceAll(FENCE, "");

const all =
  (pattern: RegExp) =>
  (page: string): readonly string[] =>
    [...prose(page).matchAll(pattern)].map(([, found = ""]) => found);
const sorted =
  (parts: (page: string) => readonly string[]) =>
  (page: string): readonly string[] =>
    parts(page).toSorted();

/** Words between pieces of code in a heading of the table are translated. */
const code = (page: string): readonly string[] =>
  all(/`([^`]+)`/g)(page).map((text) => text.replaceAll(" 或 ", " or "));

describe("README.zh-CN.md says what README.md says: the same", () => {
  test.each<[string, (page: string) => readonly string[]]>([
    ["blocks of code", blocks],
    ["commands, flags, files and keys", sorted(code)],
    ["links, in order", (page) => all(/\]\(([^)]+)\)/g)(page).slice(1)],
    ["levels of headings, in order", all(/^(#+) /gm)],
    ["marks of lists, in order", all(/^( *-) /gm)],
    ["rows of tables", (page) => all(/^\|(.)/gm)(page).map(() => "row")],
    ["codes of problems", sorted(all(/\b(MP\d{4})\b/g))],
    ["numbers", (page) => [...new Set(all(/\b(\d[\d.]*)\b/g)(page))].toSorted()],
  ])("%s", (_, parts) => {
    const expected = parts(english);
    expect(expected).not.toEqual([]);
    expect(parts(chinese)).toEqual(expected);
  });
});

test("no page has a row of a table twice, or what a merge leaves", () => {
  const root = new URL("../../", import.meta.url);
  const pages = [
    ...readdirSync(root).filter((name) => name.endsWith(".md")),
    ...readdirSync(new URL("docs/", root), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`),
  ];
  expect(pages.length).toBeGreaterThan(15);
  for (const page of pages) {
    const text = readFileSync(new URL(page, root), "utf8");
    expect({ page, marks: /^(<{7}|={7}$|>{7}|(> ){7})/m.exec(text)?.[0] }).toEqual({
      page,
      marks: undefined,
    });
    for (const table of text.match(/(?:^\|.*\n)+/gm) ?? []) {
      const rows = table.split("\n").filter((row) => row !== "");
      expect(rows.filter((row, index) => rows.indexOf(row) !== index)).toEqual([]);
    }
  }
});
