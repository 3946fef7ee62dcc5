import { describe, expect, test } from "vitest";
import { explainAction, explainCode } from "../../src/report/explain.ts";
import { graphText } from "../../src/report/graph.ts";
import { planView } from "../../src/report/plan-view.ts";
import { createAll } from "./sample-plan.ts";
import { SAMPLES } from "./samples.ts";

const view = planView(createAll(), "0.1.0");

describe("explaining an action", () => {
  test.each(["cluster1/gateway-address", "cluster2/control-plane", "cluster2/attached"])(
    "%s: what it does, why, what it needs, what needs it",
    async (id) => {
      const file = `goldens/explain-${id.replace("/", "-")}.txt`;
      await expect(explainAction(view, id)).toMatchFileSnapshot(file);
    },
  );

  test.each(["cluster1/control-plane", "cluster2/gateway"])(
    "%s of others: who delivers it, and what they have still to do",
    async (id) => {
      const others = planView(SAMPLES["delivered-by-others"]?.() ?? createAll(), "0.1.0");
      const file = `goldens/explain-others-${id.replace("/", "-")}.txt`;
      await expect(explainAction(others, id)).toMatchFileSnapshot(file);
    },
  );

  test("every action of a plan can be explained", () => {
    for (const { id } of view.actions) expect(explainAction(view, id)).toMatch(/\n$/);
  });

  test("knows no action that the plan does not have", () => {
    expect(explainAction(view, "cluster9/gateway")).toBeUndefined();
  });
});

describe("explaining a code", () => {
  test("gives severity, title and what to do", () => {
    expect(explainCode("mp0511")).toMatch(/^warning MP0511: .+\n\n.+/);
  });
  test("knows no code that does not exist", () => {
    expect(explainCode("MP0000")).toBeUndefined();
    expect(explainCode("toString")).toBeUndefined();
  });
});

test("the graph as text puts every action after what it needs, with the reasons", async () => {
  const text = graphText(view);
  const line = (id: string) => text.split("\n").findIndex((row) => row.startsWith(`   ${id} `));
  for (const { id, needs } of view.actions)
    for (const need of needs) expect(line(need.id)).toBeLessThan(line(id));
  await expect(text).toMatchFileSnapshot("goldens/graph.txt");
});
