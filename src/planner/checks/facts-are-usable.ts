import type { Check } from "./check.ts";

/** MP0502, MP0503, MP0513, MP0533, MP9125: what was already wrong while a cluster was read. */
export const factsAreUsable: Check<"facts"> = {
  over: "facts",
  codes: ["MP0502", "MP0503", "MP0513", "MP0533", "MP9125"],
  check: ({ known }) => known.flatMap(({ facts }) => facts.problems),
};
