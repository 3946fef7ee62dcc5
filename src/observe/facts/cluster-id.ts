import { mapsAt, textAt } from "../installed/values.ts";
import { istiodContainer } from "../istiod-container.ts";
import { fact } from "./fact.ts";
import { istiodReads, ownIstiod, withIstio } from "./shared/istio-objects.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** `CLUSTER_ID` of this mesh's istiod: the name its cluster has in the mesh. */
    readonly clusterId?: string;
  }
}

export const clusterId = fact({
  name: "clusterId",
  wants: withIstio,
  reads: istiodReads,
  read: async (client, of) => {
    const variables = mapsAt(istiodContainer(await ownIstiod(client, of)), "env");
    return textAt(
      variables.find(({ name }) => name === "CLUSTER_ID"),
      "value",
    );
  },
});
