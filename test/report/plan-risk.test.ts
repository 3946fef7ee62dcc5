import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../src/planner/plan.ts";
import { planView } from "../../src/report/plan-view.ts";
import { RISKS, type Risk } from "../../src/report/risks/risk.ts";
import type { PlanView } from "../../src/report/view.ts";
import { DANGERS } from "./dangers.ts";
import { outlinePlan } from "./outline-plan.ts";
import { MESHES } from "./plain-meshes.ts";
import { SAMPLES } from "./samples.ts";
import { spoilt } from "./spoilt-plan.ts";

const rank = (risk: Risk): number => RISKS.indexOf(risk);

/** Every finding that is worse than the plan says of itself, and every action that is. */
function understated({ summary, risks, actions }: PlanView): readonly unknown[] {
  return [
    ...[...risks, ...actions].filter(({ risk }) => rank(risk) > rank(summary.risk)),
    ...[summary, ...actions].filter((one) => (one.risk !== "none") !== Boolean(one.risk_reason)),
    ...actions.filter((action) =>
      action.changes.some(({ risk }) => rank(risk) > rank(action.risk)),
    ),
  ];
}

const plan = (values: string): Plan =>
  outlinePlan(`apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0 }
clusters:
  cluster1: { network: network1${values} }
  cluster2: { network: network2, primary: cluster1 }
`);
const PLAIN = plan("");

/** Nothing but an update of one label, so that no change of an object has a risk of its own. */
function quiet(whole: Plan): Plan {
  const [first, ...others] = whole.actions.filter(({ id }) => id === "cluster1/control-plane");
  const change = first?.changes.find(({ object }) => object.kind === "ConfigMap");
  if (first === undefined || change === undefined) throw new Error("no ConfigMap in the mesh");
  const updated = { ...change, verb: "update" as const };
  return { ...whole, actions: [{ ...first, changes: [updated] }, ...others] };
}

describe("the risk of a plan", () => {
  test.each([...MESHES.entries()])("is at least that of every finding, in mesh %i", (_, text) => {
    const view = planView(outlinePlan(`apiVersion: meshplan/v1\nmesh: mesh1\n${text}`), "0.1.0");
    expect(understated(view)).toEqual([]);
  });

  test.each(Object.entries(SAMPLES))("is at least that of every finding: %s", (_, sample) => {
    expect(understated(planView(sample(), "0.1.0"))).toEqual([]);
  });

  test("is at least that of every finding, whatever is spoilt", () => {
    const place = fc.constantFrom(
      ...PLAIN.actions.flatMap((action) =>
        action.changes.flatMap((change) => {
          const body = PLAIN.bodies.get(change.body);
          if (body === undefined) return [];
          return DANGERS.filter(({ isFor }) => isFor(body)).map((danger) => ({
            ...{ action, change, body, danger },
          }));
        }),
      ),
    );
    const spoiling = place.chain(({ danger, ...one }) =>
      fc
        .tuple(danger.spoil(one.body), fc.constantFrom("create" as const, "update" as const))
        .map(([{ body }, verb]) => spoilt(PLAIN, { ...one, body, verb }, danger.moves)),
    );
    fc.assert(
      fc.property(spoiling, (one) => {
        expect(understated(planView(one, "0.1.0"))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    ["meshConfig: { ca: { address: ca.example } }", "trust", "meshConfig.ca"],
    ["sidecarInjectorWebhook: { templates: { own: a } }", "access", "sidecarInjectorWebhook"],
  ])("is that of the value %s, where no object has one", (value, risk, path) => {
    const { summary, risks } = planView(quiet(plan(`, values: { ${value} }`)), "0.1.0");
    expect(risks).toContainEqual(expect.objectContaining({ topic: "values", risk }));
    expect(summary.risk).toBe(risk);
    expect(summary.risk_reason).toContain(`cluster1: ${path}`);
  });
});
