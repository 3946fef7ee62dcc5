import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { printDiagnostics } from "../../src/diagnostics/print.ts";
import { planJson } from "../../src/report/json.ts";
import { planView } from "../../src/report/plan-view.ts";
import { planText } from "../../src/report/text.ts";
import { encodePlan } from "../../src/planner/plan-file.ts";
import { PLAIN, startWorld, type World } from "../engine/world.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { fuzzing, TIME } from "./fuzzing.ts";
import { lawful, printable, Refusal } from "./law.ts";
import { anyAnswers, mutateAnswers } from "./mutated-answers.ts";

/** A mesh that reads much: several kinds of facts, and what runs already. */
const FILES = [SEED, SEED.replace("network2, primary: cluster1", "network2")];
let worlds: readonly World[];
beforeAll(async () => {
  worlds = await Promise.all([startWorld(), startWorld()]);
  await worlds[0]?.converge();
});
afterAll(() => Promise.all(worlds.map((world) => world.close())));

test(
  "a plan ends with a result or a code, and writes nothing, whatever API servers answer",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        anyAnswers,
        fc.constantFrom(0, 1),
        fc.constantFrom(...FILES),
        fc.boolean(),
        async (changes, index, file, allowUnreachable) => {
          const world = worlds[index] as World;
          world.writes();
          const undo = mutateAnswers(world.sandbox, changes);
          const outcome = await lawful(() => world.tryPlan(file, { allowUnreachable }));
          undo();
          expect(world.writes()).toEqual([]);
          if (outcome instanceof Refusal) return;
          const secrets = world.secrets();
          printable(printDiagnostics(outcome.diagnostics, undefined, PLAIN), secrets);
          if (outcome.plan === undefined) return;
          const { plan } = outcome;
          await lawful(() => {
            const view = planView(plan, "0.0.0-test");
            const text = { color: false, width: 100, next: "meshplan apply x" };
            printable(planText(view, { ...text, full: false }), secrets);
            printable(planText(view, { ...text, full: true }), secrets);
            printable(planJson(view), secrets);
            const made = { version: "0.0.0-test", time: "2026-01-01T00:00:00Z" };
            for (const secret of secrets) expect(encodePlan(plan, made)).not.toContain(secret);
          });
        },
      ),
      fuzzing(10),
    );
  },
  TIME,
);
