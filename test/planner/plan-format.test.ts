import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PLAN_FORMAT } from "../../src/planner/plan-file.ts";

/** What each format says; the last one is written and read. */
const FORMATS: readonly (readonly [format: string, sha256: string])[] = [
  ["2.1", "cf7c908979c1d606f941fba53d22643b4bbfec529b46b9e09b4913f28d9513c6"],
];

test("another schema of saved plans is another format: a plan from before is then refused as such, not as damaged", () => {
  const schema: unknown = JSON.parse(
    readFileSync(new URL("../../schema/saved-plan.schema.json", import.meta.url), "utf8"),
    (key, value: unknown) => (typeof value === "string" && SAYS.has(key) ? undefined : value),
  );
  const sha256 = createHash("sha256").update(JSON.stringify(schema)).digest("hex");
  expect([PLAN_FORMAT, sha256]).toEqual(FORMATS.at(-1));
});

/** What people read of a schema. */
const SAYS = new Set(["title", "description", "$comment"]);
