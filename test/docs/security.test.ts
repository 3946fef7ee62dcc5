import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const root = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const page = readFileSync(root("docs/security.md"), "utf8");

/** `test/a.test.ts`: “title” */
const CLAIMS = [...page.matchAll(/`(test\/[^`]+\.ts)`: “([^”]+)”/g)].map(
  ([, file = "", title = ""]) => ({ file, title }),
);

describe("docs/security.md", () => {
  test("shows what it says by tests", () => {
    expect(CLAIMS.length).toBeGreaterThan(20);
  });

  test.each(CLAIMS)("$file has the test “$title”", ({ file, title }) => {
    expect(existsSync(root(file)), file).toBe(true);
    expect(readFileSync(root(file), "utf8")).toContain(title);
  });

  test("names no test in another form, which nobody would look for", () => {
    const named = page.match(/test\/[\w./-]+\.ts/g) ?? [];
    expect(named).toHaveLength(CLAIMS.length);
  });
});
