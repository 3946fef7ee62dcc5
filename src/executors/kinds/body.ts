import { isIPv4, isIPv6 } from "node:net";
import { MeshplanError } from "../../errors.ts";
import { isList, isMap, type Json, type KubeObject, refOf, refText } from "../../kube/object.ts";
import type { Change } from "../../planner/change.ts";
import { deferredIn, fillDeferred, outputOf } from "../../planner/deferred.ts";
import type { ActionContext } from "../context.ts";

/** The planned body of an object, as it stands in the plan: holes included. */
export function plannedBody(
  { object, body: hash }: Pick<Change, "object" | "body">,
  { bodies }: Pick<ActionContext, "bodies">,
): KubeObject {
  const body = bodies[hash];
  if (body === undefined) throw new Error(`internal: there is no body for ${refText(object)}`);
  return body;
}

/** Fills every hole of a body. A hole that stays is our bug: the graph puts providers before those who need them. */
export async function filledBody(
  body: KubeObject,
  { action, outputs }: Pick<ActionContext, "action" | "outputs">,
): Promise<KubeObject> {
  const known = new Map<string, string | undefined>();
  for (const $deferred of deferredIn(body))
    known.set($deferred, await outputs.find(outputOf({ $deferred })));
  const fields = fillDeferred(body, ({ action: id, output }) => known.get(`${id}#${output}`));
  const filled: KubeObject = isMap(fields) ? { ...body, ...fields } : body;
  const [hole] = deferredIn(filled);
  if (hole !== undefined) throw new Error(`internal: ${action.id} was started before ${hole}`);
  requireSameFamily(filled, action.cluster);
  return filled;
}

/** Kubernetes refuses an EndpointSlice whose addresses are not of its type, in words that do not name the load balancer. */
function requireSameFamily(body: KubeObject, cluster: string): void {
  const type = body["addressType"];
  const endpoints = body["endpoints"];
  if (body.kind !== "EndpointSlice" || !isList(endpoints)) return;
  const fits = type === "IPv4" ? isIPv4 : type === "IPv6" ? isIPv6 : undefined;
  if (fits === undefined) return;
  const wrong = endpoints.flatMap(addressesOf).find((address) => !fits(address));
  if (wrong === undefined) return;
  const object = refOf(body);
  throw new MeshplanError(
    "MP9307",
    `the gateway's address is ${wrong}, but ${refText(object)} was planned for ${typeof type === "string" ? type : "another family"}`,
    {
      cluster,
      object,
      nextSteps: [
        "write the address as gateway.address of the cluster that has this load balancer, then plan again",
      ],
    },
  );
}

function addressesOf(endpoint: Json): readonly string[] {
  const addresses = isMap(endpoint) ? endpoint["addresses"] : undefined;
  return isList(addresses) ? addresses.filter((item) => typeof item === "string") : [];
}
