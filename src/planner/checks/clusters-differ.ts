import type { Check } from "./check.ts";

/** MP0509: two contexts that lead to one API server would give it two names in one mesh. */
export const clustersDiffer: Check<"facts"> = {
  over: "facts",
  codes: ["MP0509"],
  decides: "which cluster",
  check: ({ known }) =>
    known.flatMap(({ facts }, index) => {
      const first = known
        .slice(0, index)
        .find((other) => facts.identity !== undefined && other.facts.identity === facts.identity);
      if (first === undefined) return [];
      return [
        {
          code: "MP0509",
          message: `${facts.cluster} and ${first.facts.cluster} are the same cluster (kube-system UID ${facts.identity})`,
          help: `correct the context of ${facts.cluster} or of ${first.facts.cluster}`,
          cluster: facts.cluster,
        },
      ];
    }),
};
