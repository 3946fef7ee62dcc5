import { istiodContainer } from "../istiod-container.ts";
import { fact } from "./fact.ts";
import { istiodReads, ownIstiod, withIstio } from "./shared/istio-objects.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** Version label or image tag of this mesh's istiod, if one runs. */
    readonly istiod?: string;
  }
}

export const istiod = fact({
  name: "istiod",
  wants: withIstio,
  reads: istiodReads,
  read: async (client, of) => {
    const image = istiodContainer(await ownIstiod(client, of))?.["image"];
    // `1.31.0` of `docker.io/istio/pilot:1.31.0`.
    return typeof image === "string" ? /:([^:/@]+)$/.exec(image)?.[1] : undefined;
  },
});
