import { MeshplanError } from "../../errors.ts";
import { refText } from "../../kube/object.ts";
import { mapsAt, textAt } from "./status.ts";
import type { Waiter } from "./wait-context.ts";
import { watchObject } from "./watch-object.ts";

/** Kubernetes calls a LoadBalancer Service ready without an address; this is the rule the mesh needs. */
export const loadBalancerAddress: Waiter<"load-balancer-address"> = {
  subject: ({ namespace, name }) => ({ apiVersion: "v1", kind: "Service", namespace, name }),
  async watch(wait, context) {
    const service = loadBalancerAddress.subject(wait);
    const address = await watchObject(service, context, (object) => {
      const [ingress] = mapsAt(object, "status", "loadBalancer", "ingress");
      const ip = textAt(ingress, "ip");
      if (ip !== undefined) return { found: ip };
      const hostname = textAt(ingress, "hostname");
      if (hostname === undefined) return { saw: "no address yet" };
      throw new MeshplanError(
        "MP9306",
        `the load balancer of ${refText(service)} has the host name ${hostname} and no IP address`,
        {
          cluster: context.client.cluster,
          object: service,
          nextSteps: [
            `write an IP address or a DNS name of your own as clusters.${context.client.cluster}.gateway.address, then plan again`,
          ],
        },
      );
    });
    return { address };
  },
};
