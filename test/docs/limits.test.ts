import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { limitsPage } from "../../scripts/limits-doc.mjs";
import { CODES } from "../../src/diagnostics/codes.ts";
import { LIMITS } from "../../src/util/limits.ts";

test("docs/limits.md has every limit as it is now (node scripts/limits-doc.mjs)", async () => {
  const page = await readFile(new URL("../../docs/limits.md", import.meta.url), "utf8");
  expect(page).toBe(await limitsPage(LIMITS));
});

test("every code that a limit names exists", () => {
  const named = Object.values(LIMITS).flatMap(({ beyond }) => beyond.match(/MP\d+/g) ?? []);
  expect(named.filter((code) => !(code in CODES))).toEqual([]);
});
