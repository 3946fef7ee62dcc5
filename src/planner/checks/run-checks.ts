import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Check, CheckInputs, Stage } from "./check.ts";
import { CHECKS } from "./registry.ts";

/** What the checks over one stage find, all of it at once. There is no plan with any of the errors. */
export function runChecks<S extends Stage>(over: S, input: CheckInputs[S]): readonly Diagnostic[] {
  const checks = CHECKS.filter((one): one is Check<S> & typeof one => one.over === over);
  const found = checks.map((one) => ({
    decides: one.decides,
    told: one.check(input).filter((each) => one.unless?.(each, input) !== true),
  }));
  const isMistaken = found.some(
    ({ decides, told }) => decides === "which cluster" && told.length > 0,
  );
  return found.flatMap(({ decides, told }) => (isMistaken && decides === undefined ? [] : told));
}
