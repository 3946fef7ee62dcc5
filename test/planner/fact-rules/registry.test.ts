import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { FACT_RULES } from "../../../src/planner/fact-rules/registry.ts";

const NO_RULES = ["README.md", "fact-rule.ts", "registry.ts"];

test("every rule over facts has one file, one test and one line in the registry", () => {
  const files = readdirSync(new URL("../../../src/planner/fact-rules/", import.meta.url));
  const rules = files.filter((file) => !NO_RULES.includes(file)).sort();
  const tests = readdirSync(new URL(".", import.meta.url)).filter((file) =>
    file.endsWith(".test.ts"),
  );
  expect(FACT_RULES).toHaveLength(rules.length);
  expect(tests.filter((file) => file !== "registry.test.ts").sort()).toEqual(
    rules.map((file) => file.replace(".ts", ".test.ts")),
  );
});
