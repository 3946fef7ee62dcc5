import type { JsonMap, KubeObject } from "../../kube/object.ts";
import { kubeTime } from "../kube/clock.ts";
import type { EmbeddedCluster } from "../kube/cluster.ts";
import { plainText } from "../kube/plain-text.ts";
import { idOf, modify, read } from "../kube/controllers/controller.ts";
import { at, listAt, mapAt, textAt } from "../../kube/at.ts";

const STATUS = { manager: "pilot-discovery", subresource: "status" } as const;

export type Finding = readonly [type: string, status: string, reason: string, message: string];

/** Writes the status that istiod gives a Gateway: programmed once its Service has an address and a pod behind it. */
export function reportGateway(cluster: EmbeddedCluster, gateway: KubeObject): void {
  const { name, namespace } = gateway.metadata;
  const service = read(cluster, { apiVersion: "v1", kind: "Service", namespace, name });
  const pods = read(cluster, { apiVersion: "apps/v1", kind: "Deployment", namespace, name });
  const isReady = Number(at(pods, "status", "readyReplicas") ?? 0) > 0;
  const programmed = programmedOf(gateway, service, isReady);
  const addresses = addressesOf(service, programmed);
  const findings: readonly Finding[] = [
    ["Accepted", "True", "Accepted", "Resource accepted"],
    programmed,
    ["ResolvedRefs", "True", "ResolvedRefs", "All references resolved"],
  ];
  modify(
    cluster,
    idOf(gateway),
    (live) => ({
      ...live,
      status: {
        ...mapAt(live, "status"),
        ...(addresses.length === 0 ? {} : { addresses }),
        conditions: conditionsOf(cluster, live, findings),
        listeners: listAt(gateway, "spec", "listeners").map((listener) =>
          listenerStatus(cluster, live, textAt(listener, "name")),
        ),
      },
    }),
    STATUS,
  );
}

/** The addresses of the load balancer, or of the Service itself where there is none. */
function addressesOf(service: KubeObject | undefined, programmed: Finding): readonly JsonMap[] {
  const external = listAt(service, "status", "loadBalancer", "ingress").map((entry) => {
    const ip = textAt(entry, "ip");
    return ip === ""
      ? { type: "Hostname", value: textAt(entry, "hostname") }
      : { type: "IPAddress", value: ip };
  });
  if (external.length > 0 || programmed[1] !== "True") return external;
  return [{ type: "IPAddress", value: textAt(service, "spec", "clusterIP") }];
}

function programmedOf(
  gateway: KubeObject,
  service: KubeObject | undefined,
  isReady: boolean,
): Finding {
  const host = `${gateway.metadata.name}.${gateway.metadata.namespace ?? ""}.svc.cluster.local`;
  const wanted = listAt(gateway, "spec", "listeners").map((listener) => at(listener, "port"));
  const open = listAt(service, "spec", "ports").map((port) => at(port, "port"));
  const missing = wanted.find((port) => !open.includes(port));
  const assigned = wanted.map((port) => `${host}:${plainText(port)}`).join(" and ");
  const no = (reason: string, why: string): Finding => ["Programmed", "False", reason, why];
  const failed = "Failed to assign to any requested addresses:";
  if (service === undefined)
    return no("AddressNotUsable", `${failed} hostname "${host}" not found`);
  if (!isReady)
    return no("AddressNotAssigned", `${failed} no instances found for hostname "${host}"`);
  if (missing !== undefined)
    return no(
      "AddressNotUsable",
      `${failed} port ${plainText(missing)} not found for hostname "${host}"`,
    );
  const isBalanced = textAt(service, "spec", "type") === "LoadBalancer";
  if (isBalanced && listAt(service, "status", "loadBalancer", "ingress").length === 0)
    return no(
      "AddressNotAssigned",
      `Assigned to service(s) ${assigned}, but failed to assign to all requested addresses: address pending for hostname "${host}"`,
    );
  const programmed = `Resource programmed, assigned to service(s) ${assigned}`;
  return ["Programmed", "True", "Programmed", programmed];
}

function listenerStatus(cluster: EmbeddedCluster, live: KubeObject, name: string): JsonMap {
  const before = listAt(live, "status", "listeners").find((one) => textAt(one, "name") === name);
  const findings: readonly Finding[] = [
    ["Accepted", "True", "Accepted", "No errors found"],
    ["Conflicted", "False", "NoConflicts", "No errors found"],
    ["Programmed", "True", "Programmed", "No errors found"],
    ["ResolvedRefs", "True", "ResolvedRefs", "No errors found"],
  ];
  const conditions = conditionsOf(cluster, live, findings, listAt(before, "conditions"));
  return { name, attachedRoutes: 0, supportedKinds: [], conditions };
}

/** Times change only with a condition, so that an equal status causes no write. */
export function conditionsOf(
  cluster: EmbeddedCluster,
  live: KubeObject,
  findings: readonly Finding[],
  before = listAt(live, "status", "conditions"),
): JsonMap[] {
  return findings.map(([type, status, reason, message]) => {
    const known = before.find(
      (one) => textAt(one, "type") === type && textAt(one, "status") === status,
    );
    return {
      type,
      status,
      reason,
      message,
      observedGeneration: live.metadata.generation ?? 1,
      lastTransitionTime: at(known, "lastTransitionTime") ?? kubeTime(cluster.clock.now()),
    };
  });
}
