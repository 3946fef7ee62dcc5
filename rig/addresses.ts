/**
 * The addresses of cluster `n`: 10.89.n.0/24 for what the rig runs, 10.(200+n).0.0/16 for pods that kwok plays,
 * 10.(100+n).0.0/16 for Services. All of them are local to the rig's own network namespace.
 */
export interface ClusterAddresses {
  readonly apiServer: string;
  readonly node: string;
  readonly istiod: string;
  /** Of a second revision beside the first. */
  readonly secondIstiod: string;
  readonly gateway: string;
  /** This side of the cable to the gateway's own namespace. */
  readonly gatewayPeer: string;
  readonly podRange: string;
  readonly serviceRange: string;
  /** The first address of the Service range: what the Service `kubernetes` gets. */
  readonly firstService: string;
}

/** Everything the rig gives to its own processes and load balancers. */
export const RIG_RANGE = "10.89.0.0/16";
export const API_PORT = 6443;

const FIRST_LOAD_BALANCER = 100;

export function addressesOf(n: number): ClusterAddresses {
  const own = (host: number): string => `10.89.${n}.${host}`;
  return {
    apiServer: own(1),
    node: own(2),
    istiod: own(10),
    secondIstiod: own(11),
    gateway: own(20),
    gatewayPeer: own(254),
    podRange: `10.${200 + n}.0.0/16`,
    serviceRange: `10.${100 + n}.0.0/16`,
    firstService: `10.${100 + n}.0.1`,
  };
}

/** The address of the `index`-th load balancer that is not an east-west gateway. */
export function loadBalancerAddress(n: number, index: number): string {
  return `10.89.${n}.${FIRST_LOAD_BALANCER + index}`;
}

/** `cluster1`: the name of the cluster, of its kubeconfig context and of its processes. */
export function clusterName(n: number): string {
  return `cluster${n}`;
}
