import { expect, test } from "vitest";
import { commitOption } from "../../src/cli/commit.ts";
import { documentBytes } from "../../src/cli/flag-values.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

test("the commit is the pipeline's, if it is one", () => {
  expect(commitOption({ GITHUB_SHA: COMMIT })).toEqual({ commit: COMMIT });
  expect(commitOption({ CI_COMMIT_SHA: COMMIT })).toEqual({ commit: COMMIT });
  expect(commitOption({})).toEqual({});
  expect(commitOption({ GITHUB_SHA: "main`" })).toEqual({});
});

test("a bound that no head fits into is refused", () => {
  expect(documentBytes("4000")).toBe(4000);
  for (const value of ["3999", "0", "many", "1e"]) expect(() => documentBytes(value)).toThrow();
});
