import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { RULES } from "../../../src/mesh/rules/registry.ts";

const NO_RULES = ["README.md", "field-span.ts", "registry.ts", "rule.ts"];

test("every rule has one file, one test and one line in the registry", () => {
  const files = readdirSync(new URL("../../../src/mesh/rules/", import.meta.url));
  const rules = files.filter((file) => !NO_RULES.includes(file)).sort();
  const tests = readdirSync(new URL(".", import.meta.url)).filter((file) =>
    file.endsWith(".test.ts"),
  );
  expect(RULES).toHaveLength(rules.length);
  expect(tests.filter((file) => file !== "registry.test.ts").sort()).toEqual(
    rules.map((file) => file.replace(".ts", ".test.ts")),
  );
});
