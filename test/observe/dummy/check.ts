import { eachCluster } from "../../../src/planner/checks/check.ts";

/** A check as somebody would add it, of the fact beside it. Its code is another's: one of its own is a file of explanations. */
export const dummyIsThere = eachCluster("MP0581", ({ cluster, facts }) =>
  facts.dummy === undefined
    ? undefined
    : {
        code: "MP0581",
        message: `${cluster.name} has the dummy ${facts.dummy}`,
        help: "take it away",
        cluster: cluster.name,
      },
);
