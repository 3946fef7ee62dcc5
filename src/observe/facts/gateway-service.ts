import { accessTo } from "../../kube/access-request.ts";
import type { KubeObject } from "../../kube/object.ts";
import { isOurs } from "../../planner/marks.ts";
import { fact } from "./fact.ts";
import { gatewayRef } from "./shared/places.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** The Service by which others reach it, if it is there: of our gateway, of our istiod in a host, or as the file names. */
    readonly gatewayService?: KubeObject;
  }
}

export const gatewayService = fact({
  name: "gatewayService",
  wants: (of) => of,
  reads: (of) => [accessTo("get", gatewayRef(of))],
  read: async (client, of) => {
    const found = await client.get(gatewayRef(of));
    // A Service that the file leaves to others is the gateway whoever made it; one of our name is only if we made it.
    const isOthers = of.gatewayService !== undefined || of.external.has("gateway-address");
    return found !== undefined && (isOthers || isOurs(found, of.part)) ? found : undefined;
  },
});
