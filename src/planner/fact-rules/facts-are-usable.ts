import type { FactRule } from "./fact-rule.ts";

/** MP0502, MP0503, MP0513: what was already wrong while a cluster was read. */
export const factsAreUsable: FactRule = ({ known }) => known.flatMap(({ facts }) => facts.problems);
