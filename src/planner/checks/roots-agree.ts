import type { Check } from "./check.ts";

/** MP0515: workloads refuse each other where the primaries' roots differ, while everything is reported as synced. */
export const rootsAgree: Check<"facts"> = {
  over: "facts",
  codes: ["MP0515"],
  check: ({ known }) => {
    const [first, ...others] = known.flatMap(({ facts: { cluster, signing } }) =>
      signing === undefined || signing.problem !== undefined
        ? []
        : [{ cluster, roots: signing.roots }],
    );
    if (first === undefined) return [];
    return others
      .filter(({ roots }) => !sameList(roots, first.roots))
      .map(({ cluster }) => ({
        code: "MP0515",
        message: `root-cert.pem of ${cluster} is not that of ${first.cluster}`,
        help: "make the intermediates of all primaries from one root, then plan again",
        cluster,
      }));
  },
};

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}
