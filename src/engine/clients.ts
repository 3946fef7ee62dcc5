import type { ClusterName } from "../mesh/model.ts";
import type { ClusterClient, Ports } from "../ports.ts";

/** A cluster as a mesh or a plan names it. */
export interface Target {
  readonly name: ClusterName;
  readonly context: string;
  readonly kubeconfig?: string;
}

export type Clients = ReadonlyMap<string, ClusterClient>;

/** A client for each cluster. `plan`: the digest that its requests name to the API server. */
export async function connect(
  ports: Ports,
  targets: readonly Target[],
  plan?: string,
): Promise<Clients> {
  const clients = targets.map(({ name, context, kubeconfig }) =>
    ports.clusters.connect({
      cluster: name,
      context,
      ...(kubeconfig === undefined ? {} : { kubeconfig }),
      ...(plan === undefined ? {} : { plan }),
    }),
  );
  return new Map((await Promise.all(clients)).map((client) => [client.cluster, client]));
}

export function clientOf(clients: Clients, cluster: string): ClusterClient {
  const client = clients.get(cluster);
  if (client === undefined) throw new Error(`internal: no connection to ${cluster}`);
  return client;
}
