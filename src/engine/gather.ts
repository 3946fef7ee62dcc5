import type { ClusterName } from "../mesh/model.ts";
import type { Subject } from "../observe/facts/fact.ts";
import { gatherFacts } from "../observe/gather-facts.ts";
import { readMeshFiles } from "../observe/mesh-files.ts";
import { readTrustFiles } from "../observe/trust-files.ts";
import { meshSubjects } from "../observe/subjects.ts";
import type { CheckInput } from "../planner/checks/check.ts";
import type { ClusterFacts, ReachableFacts } from "../planner/facts.ts";
import { countSteps, type OnStep } from "../planner/plan-step.ts";
import type { Ports } from "../ports.ts";
import { clientOf, type Clients, connect } from "./clients.ts";
import type { Planned, PlanOptions } from "./planning.ts";

/** Everything that is known before anything is planned, and the connections it came by. */
export interface Gathered extends Omit<CheckInput, "known"> {
  readonly clients: Clients;
}

/** Stage 7: the files that the mesh file names, and what each cluster says. Judges nothing of it. */
export async function gather(
  ports: Ports,
  { mesh, topology }: Planned,
  options: PlanOptions,
): Promise<Gathered> {
  const now = new Date(ports.clock.now());
  const files = await readMeshFiles(ports.files, mesh);
  const trust = await readTrustFiles(ports.files, mesh, now);
  const clients = await connect(ports, mesh.clusters);
  const all = await readClusters(ports, clients, meshSubjects(mesh, topology), options);
  const facts = reachableOf(all);
  const { allowUnreachable } = options;
  const unasked = { looked: [], leftovers: [] };
  return { mesh, topology, all, facts, files, trust, now, allowUnreachable, clients, ...unasked };
}

/** What is wanted of each cluster, all at once. */
export async function readClusters(
  ports: Ports,
  clients: Clients,
  wanted: readonly Subject[],
  {
    readOnly = false,
    onStep,
  }: { readonly readOnly?: boolean; readonly onStep?: OnStep | undefined },
): Promise<readonly ClusterFacts[]> {
  const now = new Date(ports.clock.now());
  const counted = countSteps("read", wanted.length, onStep);
  // A read-only plan asks who the operator named, and nobody else.
  const { handshake } = ports.clusters;
  const tried = readOnly || handshake === undefined ? {} : { handshake };
  return await Promise.all(
    wanted.map((one) =>
      counted(gatherFacts(clientOf(clients, one.cluster), one, { readOnly, now, ...tried })),
    ),
  );
}

export function reachableOf(
  all: readonly ClusterFacts[],
): ReadonlyMap<ClusterName, ReachableFacts> {
  return new Map(all.flatMap((one) => (one.reachable ? [[one.cluster, one] as const] : [])));
}
