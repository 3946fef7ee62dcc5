import { expect, test, vi } from "vitest";
import type * as planFormats from "../../src/cli/plan-formats.ts";
import { PLAN_FORMATS, planPrinter } from "../../src/cli/plan-formats.ts";
import { buildProgram } from "../../src/cli/program.ts";
import type { PlanView } from "../../src/report/view.ts";
import { printableLines } from "../../src/util/printable.ts";
import { planView } from "../../src/report/plan-view.ts";
import { createAll } from "../report/sample-plan.ts";

/** A format as somebody would add it: one file with a writer, and one line in the table. */
vi.mock("../../src/cli/plan-formats.ts", async (original) => {
  const real = await original<typeof planFormats>();
  const dummy = (view: PlanView) =>
    printableLines([`${view.mesh} has ${view.actions.length} actions`, ""]);
  Object.assign(real.PLAN_FORMATS, { dummy: () => Promise.resolve(dummy) });
  return real;
});

const VIEW = planView(createAll(), "0.1.0");
const OPTIONS = { color: false, full: false, width: 100 };

test("a format is a writer and a line: plan and show offer it, and print by it", async () => {
  const program = buildProgram(undefined, () => undefined);
  for (const name of ["plan", "show"]) {
    const command = program.commands.find((one) => one.name() === name);
    const option = command?.options.find(({ long }) => long === "--format");
    expect(option?.argChoices).toEqual(["text", "markdown", "json", "dummy"]);
  }
  expect(await planPrinter("dummy")(VIEW, OPTIONS)).toBe(
    `mesh1 has ${VIEW.actions.length} actions\n`,
  );
});

test("every format prints the plan it is given, and ends its last line", async () => {
  for (const format of Object.keys(PLAN_FORMATS)) {
    const text = await planPrinter(format)(VIEW, OPTIONS);
    expect(text).toContain(VIEW.mesh);
    expect(text.endsWith("\n")).toBe(true);
  }
});
