import type { Printable } from "../util/printable-text.ts";
import { printableJson } from "../util/printable-json.ts";
import type { PlanView } from "./view.ts";

/**
 * The public JSON of a plan (schema/plan.schema.json). Equal views give equal bytes: keys stand in the order in which
 * `planView` builds them, which is the order of the schema. Ends with a line break.
 */
export function planJson(view: PlanView): Printable {
  return printableJson(view, { pretty: true });
}
