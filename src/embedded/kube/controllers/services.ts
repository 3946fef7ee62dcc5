import type { Json, JsonMap, KubeObject } from "../../../kube/object.ts";
import type { EmbeddedCluster } from "../cluster.ts";
import {
  CONTROLLER_MANAGER,
  type ControllerContext,
  ensure,
  idOf,
  later,
  modify,
  onObjects,
  ownerReference,
  read,
} from "./controller.ts";
import { at, listAt, mapAt, textAt } from "../../../kube/at.ts";

/** Reserved for documentation, so that nobody's real address is mistaken for a sandbox's. Source: RFC 5737. */
const NETWORKS = ["198.51.100", "203.0.113", "192.0.2"];

/** Addresses for load balancers, unique among all clusters of a sandbox. */
export class AddressPool {
  readonly #taken = new Set<string>();

  /** Undefined when all 735 are taken: the next load balancer waits, as it does in a cloud that has no more. */
  take(): string | undefined {
    for (const network of NETWORKS)
      for (let host = 10; host < 255; host += 1) {
        const address = `${network}.${String(host)}`;
        if (this.#taken.has(address)) continue;
        this.#taken.add(address);
        return address;
      }
    return undefined;
  }

  reserve(address: string): void {
    this.#taken.add(address);
  }

  giveBack(address: string): void {
    this.#taken.delete(address);
  }
}

/** A Service that carries this annotation with the value `never` gets no address: for tests of waiting. */
export const NO_ADDRESS = "sandbox.meshplan.dev/load-balancer";

/** Gives Services of type LoadBalancer an address, and Services with a selector an EndpointSlice. */
export function runServices({ cluster, delay }: ControllerContext, pool: AddressPool): void {
  for (const service of cluster.store.list("services"))
    for (const address of addressesOf(service)) pool.reserve(address);
  onObjects(cluster, ["services"], (service, event) => {
    if (event === "DELETED") {
      for (const address of addressesOf(service)) pool.giveBack(address);
      return;
    }
    const isBalanced = textAt(service, "spec", "type") === "LoadBalancer";
    const isWithheld = service.metadata.annotations?.[NO_ADDRESS] === "never";
    if (isBalanced && !isWithheld && !isSettled(service))
      later(cluster, delay, () => {
        assign(cluster, service, pool);
      });
    if (Object.keys(mapAt(service, "spec", "selector")).length > 0) mirror(cluster, service);
  });
}

function addressesOf(service: KubeObject): readonly string[] {
  return listAt(service, "status", "loadBalancer", "ingress")
    .map((entry) => textAt(entry, "ip"))
    .filter((address) => address !== "");
}

/** Whether a cloud has nothing to do: it has reported an address or, as some do, a host name, and no other is asked for. */
function isSettled(service: KubeObject): boolean {
  const asked = textAt(service, "spec", "loadBalancerIP");
  const isAnswered = listAt(service, "status", "loadBalancer", "ingress").length > 0;
  return isAnswered && (asked === "" || addressesOf(service).includes(asked));
}

function assign(cluster: EmbeddedCluster, service: KubeObject, pool: AddressPool): void {
  const live = read(cluster, idOf(service));
  if (live === undefined || isSettled(live)) return;
  const asked = textAt(live, "spec", "loadBalancerIP");
  for (const old of addressesOf(live)) pool.giveBack(old);
  if (asked !== "") pool.reserve(asked);
  const address = asked === "" ? pool.take() : asked;
  if (address === undefined) return;
  const ingress: Json = [{ ip: address, ipMode: "VIP" }];
  const status: JsonMap = { loadBalancer: { ingress } };
  const options = { manager: "cloud-controller-manager", subresource: "status" } as const;
  modify(cluster, idOf(service), (now) => ({ ...now, status }), options);
}

/** The controller copies the Service's labels, ownership labels included: clients must not take the copy for their own. */
function mirror(cluster: EmbeddedCluster, service: KubeObject): void {
  const { name, namespace = "", uid = "" } = service.metadata;
  const slice: KubeObject = {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name: `${name}-${uid.slice(0, 5)}`,
      generateName: `${name}-`,
      namespace,
      labels: {
        ...service.metadata.labels,
        "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
        "kubernetes.io/service-name": name,
      },
      ownerReferences: [ownerReference(service)],
    },
    addressType: "IPv4",
    endpoints: [],
    ports: listAt(service, "spec", "ports").map((port) => ({
      name: textAt(port, "name"),
      port: at(port, "targetPort") ?? at(port, "port") ?? null,
      protocol: textAt(port, "protocol"),
    })),
  };
  ensure(cluster, slice, CONTROLLER_MANAGER);
}
