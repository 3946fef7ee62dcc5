import { unique } from "../installed/values.ts";
import { fact } from "./fact.ts";
import { listSlices, liveSlice, OF_SLICES } from "./shared/istiod-slices.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** Addresses elsewhere to which the Services of istiod lead, whoever wrote the slice; sorted, each once. */
    readonly pointsTo?: readonly string[];
  }
}

export const pointsTo = fact({
  name: "pointsTo",
  optional: true,
  ...OF_SLICES,
  read: async (client, wanted) => {
    const elsewhere = (await listSlices(client, wanted))
      .map(liveSlice)
      .filter(({ ofSelector }) => !ofSelector);
    return unique(elsewhere.flatMap(({ addresses }) => addresses));
  },
});
