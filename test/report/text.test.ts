import { describe, expect, test } from "vitest";
import { planJson } from "../../src/report/json.ts";
import { planView } from "../../src/report/plan-view.ts";
import { planText } from "../../src/report/text.ts";
import { planLine } from "../../src/report/verdict.ts";
import { SAMPLES } from "./samples.ts";
import { createAll } from "./sample-plan.ts";
import { SECRET_VALUE } from "./sample-objects.ts";

const next = "meshplan apply mesh.yaml";
/** People copy it, so it is one line. */
const isCommand = (line: string): boolean => line.startsWith("  kubectl ");
const SGR = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");

describe("a plan as text", () => {
  test.each(Object.entries(SAMPLES))("%s reads well in 80 columns", async (name, make) => {
    const text = planText(planView(make(), "0.1.0"), {
      color: false,
      full: false,
      width: 80,
      next,
    });
    await expect(text).toMatchFileSnapshot(`goldens/plan-${name}.txt`);
  });

  test("the seed reads well in 120 columns", async () => {
    const options = { color: false, full: false, width: 120, next };
    const text = planText(planView(createAll(), "0.1.0"), options);
    await expect(text).toMatchFileSnapshot("goldens/plan-create-all-wide.txt");
  });

  test("--full shows every field, what is needed and what is waited for", async () => {
    const view = planView(createAll(), "0.1.0");
    const text = planText(view, { color: false, full: true, width: 100, next });
    await expect(text).toMatchFileSnapshot("goldens/plan-create-all-full.txt");
  });

  test.each([80, 100, 120])(
    "only a name that is longer than the line leaves %i columns",
    (width) => {
      for (const make of Object.values(SAMPLES)) {
        const view = planView(make(), "0.1.0");
        const text = planText(view, { color: false, full: false, width });
        for (const line of text.split("\n"))
          if (line.length > width && !isCommand(line))
            expect(line.trim().split(" ").length).toBeLessThanOrEqual(4);
      }
    },
  );

  test("colour adds escape codes and changes nothing else", () => {
    for (const make of Object.values(SAMPLES)) {
      const view = planView(make(), "0.1.0");
      const options = { full: false, width: 80, next };
      const colored = planText(view, { ...options, color: true });
      expect(colored).toContain("\u001b[");
      expect(colored.replaceAll(SGR, "")).toBe(planText(view, { ...options, color: false }));
    }
  });

  test("the summary line is frozen: scripts parse it", () => {
    expect(planLine(planView(createAll(), "0.1.0"))).toBe(
      "Plan: 75 to add, 0 to change, 0 to destroy across 2 clusters.",
    );
  });

  test("shows no secret in any form", () => {
    for (const make of Object.values(SAMPLES)) {
      const view = planView(make(), "0.1.0");
      const outputs = [
        planJson(view),
        planText(view, { color: false, full: true, width: 80 }),
        planText(view, { color: false, full: false, width: 80 }),
      ];
      for (const output of outputs) expect(output).not.toContain(SECRET_VALUE);
    }
  });
});
