import { describe, expect, test } from "vitest";
import { planJson } from "../../src/report/json.ts";
import { planView } from "../../src/report/plan-view.ts";
import { type ChangeView, hasChanges, type PlanView } from "../../src/report/view.ts";
import { createAll } from "./sample-plan.ts";
import { SAMPLES } from "./samples.ts";
import { SECRET_VALUE } from "./sample-objects.ts";

function sample(name: string): PlanView {
  const make = SAMPLES[name];
  if (make === undefined) throw new Error(`internal: no sample ${name}`);
  return planView(make(), "0.1.0");
}

function changeOf(view: PlanView, action: string, kind: string): ChangeView {
  const found = view.actions
    .find(({ id }) => id === action)
    ?.changes.find(({ object }) => object.kind === kind);
  if (found === undefined) throw new Error(`internal: no ${kind} in ${action}`);
  return found;
}

describe("the public view of a plan", () => {
  test("equal plans give equal bytes", () => {
    expect(planJson(planView(createAll(3), "0.1.0"))).toBe(
      planJson(planView(createAll(3), "0.1.0")),
    );
  });

  test("counts objects by what happens to them", () => {
    expect(sample("create-all").summary).toMatchObject({ add: 75, change: 0, unchanged: 0 });
    expect(sample("remove-and-replace").summary).toEqual({
      add: 1,
      change: 1,
      destroy: 2,
      replace: 1,
      take_over: 1,
      adopt: 0,
      left_alone: 0,
      left_over: 0,
      unchanged: 72,
      unread: 0,
      for_others: 0,
      risk: "destructive",
      risk_reason:
        "cluster1/control-plane: RoleBinding istio-system/istiod: deletes an object and creates it again",
    });
  });

  test("names the highest risk of what changes", () => {
    expect(sample("drift").summary.risk).toBe("traffic");
  });

  test("fields that are left alone are no change", () => {
    const view = sample("no-changes-left-alone");
    expect(hasChanges(view)).toBe(false);
    expect(view.summary.left_alone).toBe(1);
  });

  test("a creation carries its whole body, with unknown values marked and left out", () => {
    const change = changeOf(sample("create-all"), "cluster2/control-plane", "EndpointSlice");
    expect(change.before).toBeNull();
    expect(change.after).toMatchObject({ endpoints: [{ addresses: [null] }] });
    expect(change.after_unknown).toEqual({ endpoints: [{ addresses: [true] }] });
    expect(change.sensitive).toEqual({});
  });

  test("values of Secrets are marked and left out, their keys stay", () => {
    const view = sample("create-all");
    const change = changeOf(view, "cluster1/remote-secret:cluster2", "Secret");
    expect(change.after).toMatchObject({ data: { cluster2: null } });
    expect(change.sensitive).toEqual({ data: { cluster2: true } });
    expect(planJson(view)).not.toContain(SECRET_VALUE);
  });

  test("values of Secrets are left out of fields even where the plan forgot to mark them", () => {
    const change = changeOf(
      sample("secret-and-unknown"),
      "cluster1/remote-secret:cluster2",
      "Secret",
    );
    expect(change.fields).toEqual([
      { path: "data.cluster2", before: null, after: null, sensitive: true },
      { path: "stringData.note", before: null, after: null, sensitive: true },
    ]);
    expect(change.sensitive).toEqual({ data: { cluster2: true }, stringData: { note: true } });
  });

  test("an update carries just the trees of the fields that change", () => {
    const change = changeOf(sample("drift"), "cluster1/control-plane", "Deployment");
    const tree = (memory: string) => ({
      spec: {
        template: {
          spec: { containers: [{ name: "discovery", resources: { requests: { memory } } }] },
        },
      },
    });
    expect(change.before).toEqual(tree("1Gi"));
    expect(change.after).toEqual(tree("2048Mi"));
  });

  test("an unchanged object carries no values", () => {
    const change = changeOf(sample("no-changes"), "cluster1/control-plane", "Deployment");
    expect(change).not.toHaveProperty("before");
    expect(change).not.toHaveProperty("after");
  });

  test("equal bodies of many clusters are one object in memory", () => {
    const view = planView(createAll(3), "0.1.0");
    const crd = (cluster: string) =>
      changeOf(view, `${cluster}/control-plane`, "CustomResourceDefinition").after;
    expect(crd("cluster2")).toBe(crd("cluster3"));
  });
});
