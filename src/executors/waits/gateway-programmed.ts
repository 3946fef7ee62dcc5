import { accessTo } from "../../kube/access-request.ts";
import type { KubeObject, ObjectRef } from "../../kube/object.ts";
import type { Wait } from "../../planner/action.ts";
import type { ActionClient } from "../context.ts";
import { condition } from "./status.ts";
import { NOTHING, type Waiter } from "./wait-context.ts";
import { type Sight, watchObject } from "./watch-object.ts";
import { readsForWhy, whyNotReady } from "./why-not-ready.ts";
import { textOrNone } from "../../kube/at.ts";

type GatewayWait = Wait<"gateway-programmed">;

const API = "gateway.networking.k8s.io/v1";
const gateway = ({ namespace, name }: GatewayWait): ObjectRef => ({
  apiVersion: API,
  kind: "Gateway",
  namespace,
  name,
});

/** Nothing here fails at once: istiod corrects the status as soon as it has seen the ConfigMap, the Service and the pods. */
export const gatewayProgrammed: Waiter<"gateway-programmed"> = {
  subject: gateway,
  alsoReads: (wait) => [
    accessTo("get", gateway(wait)),
    accessTo("get", { apiVersion: API, kind: "GatewayClass" }),
    ...readsForWhy(deploymentOf(wait)),
  ],
  explain,
  async watch(wait, context) {
    await watchObject(gateway(wait), context, look);
    return NOTHING;
  },
};

function look(object: KubeObject): Sight<true> {
  for (const type of ["Accepted", "Programmed"]) {
    const found = condition(object, type);
    if (found?.["status"] !== "True")
      return { saw: textOrNone(found, "message") ?? textOrNone(found, "reason") ?? `not ${type}` };
    if (found["observedGeneration"] !== object.metadata.generation)
      return { saw: "not seen by its controller since it was changed" };
  }
  return { found: true };
}

/** A Gateway waits for ever if nobody serves its class; otherwise its Deployment, which has the same name, may explain it. */
async function explain(wait: GatewayWait, client: ActionClient): Promise<string | undefined> {
  const className = textOrNone(await client.get(gateway(wait)), "spec", "gatewayClassName");
  if (className === undefined) return undefined;
  const served = await client.get({ apiVersion: API, kind: "GatewayClass", name: className });
  if (served === undefined) return `no controller has made the GatewayClass ${className}`;
  return await whyNotReady(client, deploymentOf(wait));
}

function deploymentOf({ namespace, name }: GatewayWait): ObjectRef {
  return { apiVersion: "apps/v1", kind: "Deployment", namespace, name };
}
