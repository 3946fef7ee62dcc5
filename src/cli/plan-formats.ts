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
  markdown: async () => (await import("../report/markdown/plan-markdown.ts")).planMarkdown,
  json: async () => (await import("../report/json.ts")).planJson,
};

/** Prints a plan as `--format` says. */
export type PlanPrinter = (view: PlanView, options: PlanTextOptions) => Promise<Printable>;

/**
 * The printer of a format; commander has refused all others. Commands are handed it, and do not import this file: it would be
 * one more file to read at every start.
 */
export function planPrinter(format: string): PlanPrinter {
  const load = PLAN_FORMATS[format];
  if (load === undefined) throw new Error(`internal: no format ${format}`);
  return async (view, options) => (await load())(view, options);
}
