import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { shownOn } from "../access.ts";
import type { Check, CheckInputs } from "./check.ts";

/**
 * MP0601, a warning: a way that will be written and that could not be looked at from here. It is told and is in no plan: which
 * addresses a machine reaches is its own affair, and equal plans have equal digests everywhere.
 */
export const waysWereTried: Check<"plan"> = { over: "plan", codes: ["MP0601"], check: untriedWays };

function untriedWays({ mesh, plan, facts }: CheckInputs["plan"]): readonly Diagnostic[] {
  return plan.actions.flatMap((action): readonly Diagnostic[] => {
    if (action.kind !== "remote-secret") return [];
    const isWritten = action.changes.some(({ verb }) => verb !== "none");
    const known = facts.get(action.of);
    const shown = known === undefined ? undefined : shownOn(action.access, known);
    const cluster = mesh.clusters.find(({ name }) => name === action.of);
    if (!isWritten || cluster === undefined || shown === undefined || !("untried" in shown))
      return [];
    const { server } = action.access;
    return [
      {
        code: "MP0601",
        message: `${server} of ${action.of} was not tried: it cannot be reached from here (${shown.untried})`,
        help: `if the istiod of ${action.cluster} cannot reach or verify it either, apply waits in vain after it has written; compare from a pod there`,
        cluster: action.of,
      },
    ];
  });
}
