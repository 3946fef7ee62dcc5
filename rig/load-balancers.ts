import { setTimeout as sleep } from "node:timers/promises";
import type { Json } from "../src/kube/object.ts";
import { addressesOf, clusterName, loadBalancerAddress } from "./addresses.ts";
import { type Api, MERGE_PATCH } from "./api.ts";
import { listAt, textAt } from "./json.ts";

const POLL_MILLISECONDS = 200;

/**
 * Gives every LoadBalancer Service an address, for ever: the east-west gateway its fixed one, others the next free one.
 *
 * A test asks for something else with annotations on the Service: `rig/lb: never`, `rig/lb-ip`, `rig/lb-hostname`.
 */
export async function runLoadBalancers(
  n: number,
  api: Api,
  log: (line: string) => void,
): Promise<never> {
  const given: string[] = [];
  let trouble = "";
  for (;;) {
    try {
      const services = listAt((await api("GET", "/api/v1/services")).body, "items");
      for (const service of services.filter(needsAddress)) await giveAddress(service);
    } catch (cause) {
      if (String(cause) !== trouble) log(`${clusterName(n)} load balancers: ${String(cause)}`);
      trouble = String(cause);
    }
    await sleep(POLL_MILLISECONDS);
  }

  async function giveAddress(service: Json): Promise<void> {
    const key = `${textAt(service, "metadata", "namespace") ?? ""}/services/${textAt(service, "metadata", "name") ?? ""}`;
    const ingress = ingressFor(service, key);
    const answer = await api(
      "PATCH",
      `/api/v1/namespaces/${key}/status?fieldManager=rig-load-balancer`,
      { status: { loadBalancer: { ingress: [ingress] } } },
      MERGE_PATCH,
    );
    log(`${clusterName(n)} ${key}: ${JSON.stringify(ingress)} (${answer.status})`);
  }

  function ingressFor(service: Json, key: string): Readonly<Record<string, string>> {
    const hostname = textAt(service, "metadata", "annotations", "rig/lb-hostname");
    if (hostname !== undefined) return { hostname };
    const wanted = textAt(service, "metadata", "annotations", "rig/lb-ip");
    if (wanted !== undefined) return { ip: wanted };
    const isGateway = textAt(service, "metadata", "labels", "istio") === "eastwestgateway";
    if (isGateway) return { ip: addressesOf(n).gateway };
    if (!given.includes(key)) given.push(key);
    return { ip: loadBalancerAddress(n, given.indexOf(key)) };
  }
}

function needsAddress(service: Json): boolean {
  return (
    textAt(service, "spec", "type") === "LoadBalancer" &&
    listAt(service, "status", "loadBalancer", "ingress").length === 0 &&
    textAt(service, "metadata", "annotations", "rig/lb") !== "never"
  );
}
