import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { UnreachableFacts } from "../facts.ts";
import type { Check } from "./check.ts";

/** MP0501, or MP0511 where the user wants a plan without it: a cluster does not answer. */
export const clustersAnswer: Check<"facts"> = {
  over: "facts",
  codes: ["MP0501", "MP0511"],
  decides: "nothing of clusters",
  check: ({ all, allowUnreachable }) =>
    all.flatMap((one) => {
      if (one.reachable) return [];
      return allowUnreachable ? { ...unanswered(one), code: "MP0511" as const } : unanswered(one);
    }),
};

/** MP0501. An apply needs every cluster of its plan, so there it stands alone. */
export function unanswered({ cluster, why }: UnreachableFacts): Diagnostic {
  return { code: "MP0501", message: why.message, help: why.nextSteps.join("\n"), cluster };
}
