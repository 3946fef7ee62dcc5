import { fact } from "./fact.ts";
import { KEPT_BY, listSlices, liveSlice, OF_SLICES } from "./shared/istiod-slices.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** What the Services of istiod lead to. */
    readonly slices?: readonly LiveSlice[];
  }
}

/** Without those that Kubernetes copies from Endpoints: they go with the Endpoints. */
export const slices = fact({
  name: "slices",
  optional: true,
  ...OF_SLICES,
  read: async (client, wanted) =>
    (await listSlices(client, wanted))
      .filter(
        ({ metadata }) => metadata.labels?.[KEPT_BY] !== "endpointslicemirroring-controller.k8s.io",
      )
      .map(liveSlice)
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
});
