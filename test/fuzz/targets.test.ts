import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { TARGETS } from "../../scripts/fuzz-targets.mjs";

const TESTS = fileURLToPath(new URL("../", import.meta.url));
const FILES = readdirSync(TESTS, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => [`test/${name}`, readFileSync(`${TESTS}${name}`, "utf8")] as const);

test("npm run fuzz searches every test file that can use more time, and no other", () => {
  const searches = FILES.flatMap(([name, text]) =>
    /\.test\.tsx?$/.test(name) && /from "[./a-z]*\/fuzzing\.ts"/.test(text) ? [name] : [],
  );
  expect(Object.values(TARGETS).sort()).toEqual(searches.sort());
});

test("one file alone hears how much time there is", () => {
  const hearing = FILES.flatMap(([name, text]) =>
    /process\.env(\.|\["?)MESHPLAN_(FUZZ|TRIES|RUNS)/.test(text) ? [name] : [],
  );
  expect(hearing).toEqual(["test/fuzz/fuzzing.ts"]);
});
