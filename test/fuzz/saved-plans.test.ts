import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import type { Json, JsonMap } from "../../src/kube/object.ts";
import { decodePlan } from "../../src/planner/decode-plan.ts";
import { encodePlan } from "../../src/planner/plan-file.ts";
import { planView } from "../../src/report/plan-view.ts";
import { planText } from "../../src/report/text.ts";
import { startWorld, type World } from "../engine/world.ts";
import { fuzzing, TIME } from "./fuzzing.ts";
import { lawful, printable } from "./law.ts";
import { mutatedText, mutation } from "./mutations.ts";

let world: World;
let saved: string;
beforeAll(async () => {
  world = await startWorld();
  const plan = await world.plan();
  saved = encodePlan(plan, { version: "0.0.0-test", time: "2026-01-01T00:00:00Z" });
});
afterAll(() => world.close());

test(
  "a saved plan is shown or has a code, whatever is in it",
  async () => {
    const deep = fc.nat(20_000).map((levels) => `{"meshplan_plan":${"[".repeat(levels)}`);
    const text = fc.oneof(
      {
        weight: 10,
        arbitrary: fc
          .array(mutation, { minLength: 1, maxLength: 4 })
          .map((changes) => (base: string) => changes.reduce(mutatedText, base)),
      },
      { weight: 1, arbitrary: fc.string({ unit: "binary" }).map((one) => () => one) },
      { weight: 1, arbitrary: deep.map((one) => () => one) },
      // The frame as it is, and something else in it.
      {
        weight: 3,
        arbitrary: fc
          .tuple(fc.constantFrom("actions", "clusters", "bodies", "mesh", "trust"), mutation)
          .map(
            ([key, { value }]) =>
              (base: string) =>
                reframed(base, key, value),
          ),
      },
    );
    await fc.assert(
      fc.asyncProperty(text, async (change) => {
        await lawful(() => {
          const { plan } = decodePlan(change(saved), "x.plan", { pathOf: (written) => written });
          const view = planView(plan, "0.0.0-test");
          printable(
            planText(view, { color: false, full: true, width: 100, next: "meshplan apply" }),
          );
        });
      }),
      fuzzing(20),
    );
  },
  TIME,
);

function reframed(text: string, key: string, value: Json): string {
  const file = JSON.parse(text) as JsonMap;
  return JSON.stringify({ ...file, plan: { ...(file["plan"] as JsonMap), [key]: value } });
}
