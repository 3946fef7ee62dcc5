import { isList, isMap, type KubeObject } from "../../kube/object.ts";
import type { Store } from "./store.ts";

/** Hands out values that are unique in one cluster: Service addresses and node ports. The store tells which ones are taken. */
export class Allocations {
  readonly #store: Store;
  readonly #network: string;

  /** `network`: the first two numbers of the Service network, e.g. `10.96`. */
  constructor(store: Store, network: string) {
    this.#store = store;
    this.#network = network;
  }

  clusterIp(): string {
    const taken = new Set(this.#services().map((service) => specOf(service)["clusterIP"]));
    for (let host = 1; host < 65_000; host += 1) {
      const address = `${this.#network}.${String(host >> 8)}.${String(host & 255)}`;
      if (!taken.has(address)) return address;
    }
    throw new Error("internal: the Service network of an embedded cluster is used up");
  }

  nodePorts(count: number): readonly number[] {
    const taken = new Set(this.#services().flatMap(nodePortsOf));
    const free: number[] = [];
    for (let port = 30_001; free.length < count; port += 1) if (!taken.has(port)) free.push(port);
    return free;
  }

  #services(): readonly KubeObject[] {
    return this.#store.list("services");
  }
}

function specOf(service: KubeObject): { readonly [key: string]: unknown } {
  return isMap(service["spec"]) ? service["spec"] : {};
}

function nodePortsOf(service: KubeObject): readonly unknown[] {
  const spec = isMap(service["spec"]) ? service["spec"] : {};
  const ports = isList(spec["ports"]) ? spec["ports"] : [];
  return ports.map((port) => (isMap(port) ? port["nodePort"] : undefined));
}
