import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readPromises, rowsOf, sentencesOf, type Shown } from "./promises.ts";

const root = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const read = (path: string): string => readFileSync(root(path), "utf8");

/** Written by scripts, from tables that have tests of their own, or by the tests and benchmarks themselves. */
const GENERATED = new Set(["benchmarks.md", "diagnostics.md", "limits.md", "mesh-file.md"]);
const PAGES = [
  "README.md",
  ...readdirSync(root("docs"))
    .filter((name) => name.endsWith(".md") && !GENERATED.has(name))
    .map((name) => `docs/${name}`),
];

const PROMISES = readPromises(read("test/docs/promises.yaml"));
const SHOWN = PAGES.flatMap((page) => sentencesOf(read(page)).flatMap(({ shownBy }) => shownBy));
const CITED: readonly Shown[] = [...[...PROMISES.values()].flat(), ...SHOWN];

test("every page with promises is a page that there is", () => {
  expect([...PROMISES.keys()].filter((page) => !PAGES.includes(page))).toEqual([]);
});

describe.each(PAGES)("%s", (page) => {
  const sentences = sentencesOf(read(page));
  const rows = PROMISES.get(page) ?? [];

  test("says always, never, only, exactly, all or once where a test shows it", () => {
    const open = sentences
      .filter(({ words }) => words.length > 0)
      .filter((one) => one.shownBy.length === 0 && rowsOf(one, rows).length === 0);
    // Add a row to test/docs/promises.yaml, or let the sentence say less.
    expect(open.map(({ text }) => text)).toEqual([]);
  });

  test("still says what test/docs/promises.yaml leads from", () => {
    const gone = rows.filter((row) => sentences.every((one) => rowsOf(one, [row]).length === 0));
    expect(gone.map(({ says }) => says)).toEqual([]);
  });

  test("names no test in another form, which nobody would look for", () => {
    const named = read(page).match(/test\/[\w./-]+\.ts/g) ?? [];
    expect(named).toHaveLength(sentences.flatMap(({ shownBy }) => shownBy).length);
  });
});

test("docs/security.md shows what it says by tests", () => {
  const shown = sentencesOf(read("docs/security.md")).flatMap(({ shownBy }) => shownBy);
  expect(shown.length).toBeGreaterThan(20);
});

/** A title is a whole literal of its file: of a test, or of a row that a test is made of. */
test.each([...new Map(CITED.map((one) => [`${one.test} ${one.title}`, one])).values()])(
  "$test has the test “$title”",
  ({ test: file, title }) => {
    expect(existsSync(root(file)), file).toBe(true);
    const text = read(file);
    expect(
      ['"', "'", "`"].some((mark) => text.includes(mark + title + mark)),
      title,
    ).toBe(true);
  },
);

describe("a sentence", () => {
  const wordsIn = (text: string): readonly (readonly string[])[] =>
    sentencesOf(text).map(({ words }) => words);

  test.each([
    ["in a paragraph that is broken", "It never\ndeletes. It does.", [["never"], []]],
    [
      "in bold, in a list",
      "- **Never a secret.** Tokens are read.\n- It only reads",
      [["never"], [], ["only"]],
    ],
    [
      "in a row of a table",
      "| what | does |\n| --- | --- |\n| `all` | once, and all |",
      [[], [], [], ["once", "all"]],
    ],
    ["behind code and links", "Reads `all`, [only](a.md#once) this.", [["only"]]],
    ["that is a heading", "# Applied once\n\nText.", [["once"], []]],
    ["without the words", "At once, read-only, overall: `never`.", [[]]],
    ["beside a block of code", "Only this:\n\n```\nnever\n```\n", [["only"]]],
  ])("%s is found with its words", (_, text, expected) => {
    expect(wordsIn(text)).toEqual(expected);
  });

  test("is led from by a row that has all its words, and by no other", () => {
    const [one] = sentencesOf("It only writes what is new, and never deletes.");
    if (one === undefined) throw new Error("no sentence");
    const row = (says: string) => ({ says, test: "test/a.test.ts", title: "t" });
    expect(rowsOf(one, [row("only writes … never")])).toHaveLength(1);
    expect(rowsOf(one, [row("It only writes"), row("never … only"), row("")])).toEqual([]);
  });

  test("is shown by the tests that are named after it", () => {
    const [one, two] = sentencesOf(
      "- It never deletes.\n  `test/a.test.ts`: “never is only a word here”\n- It only reads.\n",
    );
    expect(one).toMatchObject({
      text: "It never deletes.",
      words: ["never"],
      shownBy: [{ test: "test/a.test.ts", title: "never is only a word here" }],
    });
    expect(two).toMatchObject({ words: ["only"], shownBy: [] });
  });
});
