import type { Check } from "./check.ts";

/** MP0501, or MP0511 where the user wants a plan without it: a cluster does not answer. */
export const clustersAnswer: Check<"facts"> = {
  over: "facts",
  codes: ["MP0501", "MP0511"],
  decides: "nothing of clusters",
  check: ({ all, allowUnreachable }) =>
    all.flatMap((one) => {
      if (one.reachable) return [];
      return allowUnreachable ? { ...one.problem, code: "MP0511" as const } : one.problem;
    }),
};
