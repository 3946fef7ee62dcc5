import { type Risk, RISKS } from "../report/risks/risk.ts";
import { hasChanges, type PlanView } from "../report/view.ts";

/**
 * Whether the plan does something as dangerous as `--fail-on` says, or worse; what others are to write counts. A mesh that stays
 * as it is does nothing, whatever there is to know about it.
 */
export function isTooRisky(view: PlanView, { failOn }: { readonly failOn?: Risk }): boolean {
  if (failOn === undefined) return false;
  const { risk, for_others: others } = view.summary;
  const isAnythingDone = hasChanges(view) || others > 0;
  return isAnythingDone && RISKS.indexOf(risk) >= RISKS.indexOf(failOn);
}
