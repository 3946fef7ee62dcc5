import type { PlanTextOptions } from "../report/text.ts";
import type { PlanView } from "../report/view.ts";
import type { Printable } from "../util/printable-text.ts";

/** Writes a plan in one way. What it has no use for it ignores, as JSON does with the columns of a terminal. */
type PlanWriter = (view: PlanView, options: PlanTextOptions) => Printable;

/**
 * What `--format` of plan and show takes. A format is a writer in report and a line here; each is loaded when it is asked
 * for, so that none slows the start of the others.
 */
export const PLAN_FORMATS: Readonly<Record<string, () => Promise<PlanWriter>>> = {
  text: async () => (await import("../report/text.ts")).planText,
  json: async () => (await import("../report/json.ts")).planJson,
};

/** A plan in the format that was asked for; commander has refused all others. */
export async function planPrinted(
  format: string,
  view: PlanView,
  options: PlanTextOptions,
): Promise<Printable> {
  const writer = PLAN_FORMATS[format];
  if (writer === undefined) throw new Error(`internal: no format ${format}`);
  return (await writer())(view, options);
}
