import { planView } from "../../../src/report/plan-view.ts";
import type { ActionView, ChangeView, PlanView } from "../../../src/report/view.ts";
import { createAll } from "../sample-plan.ts";

/** A plan of `count` changes that are all different, in one cluster; each tenth moves traffic, and is a finding. */
export function viewWithChanges(count: number): PlanView {
  const view = planView(createAll(), "0.1.0");
  const changes = Array.from({ length: count }, (_, index) => changed(index));
  const actions = view.actions
    .filter(({ component }) => component === "control-plane")
    .map((action, index): ActionView => ({ ...action, changes: index === 0 ? changes : [] }));
  const risks = changes
    .filter(({ risk }) => risk === "traffic")
    .map(({ object }) => ({
      topic: "traffic" as const,
      risk: "traffic" as const,
      text: "connections go another way",
      subject: `Service ${object.name}`,
      clusters: ["cluster1"],
      object,
    }));
  return {
    ...view,
    actions,
    risks,
    summary: { ...view.summary, add: 0, change: count, destroy: 0 },
  };
}

function changed(index: number): ChangeView {
  const isTraffic = index % 10 === 0;
  const path = 'metadata.annotations["example.com/note"]';
  const [before, after] = [`before ${String(index)}`, `after ${String(index)}`];
  return {
    verb: "update",
    object: {
      apiVersion: "v1",
      kind: isTraffic ? "Service" : "ConfigMap",
      namespace: "istio-system",
      name: `${isTraffic ? "service" : "map"}-${String(index)}`,
    },
    risk: isTraffic ? "traffic" : "none",
    cause: { kind: "file", line: 4 },
    previewed: false,
    before: {},
    after: {},
    fields: [{ path, before, after }],
    left_alone: [],
    unchanged_fields: 3,
  };
}
