import { isIP } from "node:net";
import { MeshplanError, PLAN_AGAIN } from "../../errors.ts";
import { accessTo } from "../../kube/access-request.ts";
import { type KubeObject, type ObjectRef, refText } from "../../kube/object.ts";
import type { Wait } from "../../planner/action.ts";
import { hasAddress, liveAddress } from "../../planner/live-address.ts";
import type { ActionClient } from "../context.ts";
import type { Waiter } from "./wait-context.ts";
import { watchObject } from "./watch-object.ts";

type AddressWait = Wait<"load-balancer-address">;

/** Kubernetes calls a LoadBalancer Service ready without an address; this is the rule the mesh needs. */
export const loadBalancerAddress: Waiter<"load-balancer-address"> = {
  subject: serviceOf,
  alsoReads: (wait) => [accessTo("get", serviceOf(wait))],
  explain,
  async watch(wait, context) {
    const { cluster } = context.client;
    const address = await watchObject(serviceOf(wait), context, (object) => {
      const found = addressOf(object, wait, cluster);
      if (found === undefined) return { saw: "no address yet" };
      return isOnItsWay(found, wait) ? { saw: `the address ${found}` } : { found };
    });
    requireExpected(address, wait, cluster);
    return { address };
  },
};

function serviceOf({ namespace, name }: AddressWait): ObjectRef {
  return { apiVersion: "v1", kind: "Service", namespace, name };
}

/** Undefined while the cloud is still at work. */
function addressOf(object: KubeObject, wait: AddressWait, cluster: string): string | undefined {
  const planned = wait.expected === undefined ? [] : [wait.expected];
  const { ip, hostname, refused } = liveAddress(object, planned);
  if (refused !== undefined)
    throw new MeshplanError(
      "MP9126",
      `${refText(serviceOf(wait))} has the address ${refused.text}, which ${refused.problem}`,
      {
        cluster,
        object: serviceOf(wait),
        nextSteps: [
          `write the address by which other clusters reach it in clusters.${cluster}.gateway.address, then plan again`,
        ],
      },
    );
  if (ip !== undefined || hostname === undefined || wait.hostNameIsFine === true)
    return ip ?? hostname;
  throw new MeshplanError(
    "MP9306",
    `the load balancer of ${refText(serviceOf(wait))} has the host name ${hostname} and no IP address`,
    {
      cluster,
      object: serviceOf(wait),
      nextSteps: [
        `write \`address: ${hostname}\` in clusters.${cluster}.gateway, or better a name of your own that leads there, then plan again`,
      ],
    },
  );
}

/** A cloud that was asked to move a load balancer reports its old address until it has moved it. */
function isOnItsWay(found: string, { asked, expected }: AddressWait): boolean {
  return asked === true && found !== expected;
}

/** Nothing distinguishes a slow cloud from one that ignores the wish for an address, so a long wait mentions both. */
async function explain(wait: AddressWait, client: ActionClient): Promise<string | undefined> {
  if (wait.asked !== true || wait.expected === undefined) return undefined;
  const service = await client.get(serviceOf(wait));
  if (service === undefined || !hasAddress(service)) return undefined;
  return `the mesh file asks for ${wait.expected}: if this cloud does not move load balancers, write the address it has in clusters.${client.cluster}.gateway.address`;
}

/** The user's own DNS name stands for whatever address the load balancer has. */
function requireExpected(address: string, wait: AddressWait, cluster: string): void {
  const { expected } = wait;
  if (expected === undefined || expected === address || isIP(expected) === 0) return;
  throw new MeshplanError(
    "MP9312",
    `the load balancer of ${refText(serviceOf(wait))} has the address ${address}, but the plan was made with ${expected}`,
    { cluster, object: serviceOf(wait), nextSteps: [PLAN_AGAIN] },
  );
}
