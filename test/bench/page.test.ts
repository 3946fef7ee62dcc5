import { format } from "prettier";
import { expect, test } from "vitest";
import { pageWith, sectionText } from "../../bench/page.ts";
import type { PartName } from "../../bench/part.ts";

const section = (title: string, cell: string): string =>
  sectionText({
    title,
    circumstances: "2026-01-01; 2 cores",
    method: "Against bare node.",
    findings: [{ head: ["command", "median"], rows: [["`--help`", cell]] }, "One note."],
  });
const page = (before: string, ...fresh: readonly (readonly [PartName, string])[]): string =>
  pageWith(before, new Map(fresh));

const whole = page(
  "",
  ["apply", section("First apply", "12.00 s")],
  ["start", section("Start", "+9.1 ms")],
);

test("the page holds the measured sections in their order", async () => {
  await expect(whole).toMatchFileSnapshot("goldens/page.md");
});

test("it is written as prettier would write it", async () => {
  expect(await format(whole, { parser: "markdown", printWidth: 100 })).toBe(whole);
});

test("a run of one part replaces its section and no other", () => {
  const again = page(whole, ["start", section("Start", "+4.0 ms")]);
  expect(again).toBe(whole.replace("| +9.1 ms |", "| +4.0 ms |"));
});

test("a run that measured nothing changes nothing", () => {
  expect(page(whole)).toBe(whole);
});
