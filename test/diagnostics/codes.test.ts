import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { diagnosticsPage } from "../../scripts/diagnostics-doc.mjs";
import { FILE_CODES } from "../../src/diagnostics/codes/file.ts";
import { CODES } from "../../src/diagnostics/codes.ts";

describe("the codes", () => {
  test("of the mesh file are written in order", () => {
    const codes = Object.keys(FILE_CODES);
    expect(codes).toEqual([...codes].sort());
  });

  test("have the form MP and four digits", () => {
    expect(Object.keys(CODES).filter((code) => !/^MP[0-9]{4}$/.test(code))).toEqual([]);
  });

  test("explain themselves in sentences", () => {
    const poor = Object.entries(CODES).filter(
      ([, { title, explanation }]) => title.endsWith(".") || !/^\S.{40,}[.`)]$/s.test(explanation),
    );
    expect(poor.map(([code]) => code)).toEqual([]);
  });

  test("are all in docs/diagnostics.md as they are now (node scripts/diagnostics-doc.mjs)", () => {
    const page = readFileSync(new URL("../../docs/diagnostics.md", import.meta.url), "utf8");
    expect(page).toBe(diagnosticsPage(CODES));
  });
});
