import { apiOf } from "./api.ts";
import { openDoor } from "./door.ts";
import { runKubelet } from "./kubelet.ts";
import { runLoadBalancers } from "./load-balancers.ts";
import { say } from "./output.ts";
import type { Place } from "./place.ts";
import { POD_ROLES } from "./pod-roles.ts";
import { serveWorkloads } from "./workload.ts";

/** The rig's own process inside the namespace: door, load balancers, kubelets and stand-ins for pods. Runs until stopped. */
export async function runAgent(place: Place, clusters: number): Promise<never> {
  const log = (line: string): void => {
    say(`${new Date().toISOString()} ${line}`);
  };
  await serveWorkloads(place);
  await openDoor(place);
  const numbers = Array.from({ length: clusters }, (_, index) => index + 1);
  const loops = numbers.flatMap((n) => {
    const api = apiOf(place, n);
    const kubelets = POD_ROLES.map((role) => runKubelet(place, n, api, role, log));
    return [runLoadBalancers(n, api, log), ...kubelets];
  });
  return Promise.race(loops);
}
