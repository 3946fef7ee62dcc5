import { accessTo } from "../../kube/access-request.ts";
import { MADE_BY_ISTIOD } from "./shared/made-by-istiod.ts";
import { fact } from "./fact.ts";
import { gatewayRef } from "./shared/places.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** istiod made the Service of the east-west gateway, as it does in ambient mode. */
    readonly gatewayOfIstiod?: true;
  }
}

export const gatewayOfIstiod = fact({
  name: "gatewayOfIstiod",
  optional: true,
  wants: (of) => (of.file === undefined ? undefined : gatewayRef(of)),
  reads: (service) => [accessTo("get", service)],
  read: async (client, service) => {
    const labels = (await client.get(service))?.metadata.labels;
    return labels?.[MADE_BY_ISTIOD] === undefined ? undefined : true;
  },
});
