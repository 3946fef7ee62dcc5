import { MeshplanError } from "../errors.ts";
import type { Mesh } from "../mesh/model.ts";
import type { ClusterClient, Ports } from "../ports.ts";

/** A cluster as a mesh or a plan names it. */
export interface Target {
  readonly name: string;
  readonly context: string;
  readonly kubeconfig?: string;
}

export type Clients = ReadonlyMap<string, ClusterClient>;

/**
 * A client for each cluster. `plan`: the digest that its requests name to the API server.
 *
 * Throws what stands in the way, of all clusters at once (`MeshplanError.others`); what is the same for several, once.
 */
export async function connect(
  ports: Ports,
  targets: readonly Target[],
  plan?: string,
): Promise<Clients> {
  const connected = await connectEach(ports, targets, plan);
  const [first, ...others] = eachOnce(connected.filter((one) => "error" in one));
  if (first !== undefined) throw withOthers(first, others);
  const clients = connected.filter((one): one is ClusterClient => !("error" in one));
  return new Map(clients.map((client) => [client.cluster, client]));
}

/** For each target, in their order, a client or what stands in the way. */
export async function connectEach(
  ports: Pick<Ports, "clusters">,
  targets: readonly Target[],
  plan?: string,
): Promise<readonly (ClusterClient | Refused)[]> {
  return await Promise.all(
    targets.map(async ({ name, context, kubeconfig }) => {
      try {
        return await ports.clusters.connect({
          cluster: name,
          context,
          taken: targets.filter((one) => one.name !== name).map((one) => one.context),
          ...(kubeconfig === undefined ? {} : { kubeconfig }),
          ...(plan === undefined ? {} : { plan }),
        });
      } catch (error) {
        if (error instanceof MeshplanError) return { cluster: name, error };
        throw error;
      }
    }),
  );
}

interface Refused {
  readonly cluster: string;
  readonly error: MeshplanError;
}

/** One problem for all the clusters that have it, such as a kubeconfig that is not there. */
function eachOnce(refused: readonly Refused[]): readonly MeshplanError[] {
  const key = ({ error }: Refused): string =>
    JSON.stringify([error.code, error.message, error.nextSteps]);
  const groups = new Map<string, Refused[]>();
  for (const one of refused) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return [...groups.values()].flatMap((group) => {
    const [{ error } = { error: undefined }] = group;
    if (error === undefined) return [];
    const cluster = group.map((one) => one.cluster).join(", ");
    const { code, message, nextSteps, cause } = error;
    return group.length === 1
      ? error
      : new MeshplanError(code, message, { cluster, nextSteps, cause });
  });
}

function withOthers(first: MeshplanError, others: readonly MeshplanError[]): MeshplanError {
  if (others.length === 0) return first;
  const { code, message, cluster, object, nextSteps, cause } = first;
  const place = { ...(cluster && { cluster }), ...(object && { object }) };
  return new MeshplanError(code, message, { ...place, nextSteps, cause, others });
}

export function clientOf(clients: Clients, cluster: string): ClusterClient {
  const client = clients.get(cluster);
  if (client === undefined) throw new Error(`internal: no connection to ${cluster}`);
  return client;
}

/** The mesh as this machine reaches it: with the kubeconfig that kubectl has to be given, where a context alone leads elsewhere. */
export function asReached(mesh: Mesh, clients: Clients): Mesh {
  const clusters = mesh.clusters.map((cluster) => {
    const { kubeconfig } = clientOf(clients, cluster.name);
    return kubeconfig === undefined ? cluster : { ...cluster, kubeconfig };
  });
  return { ...mesh, clusters };
}
