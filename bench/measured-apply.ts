import { allPorts } from "../src/cli/wire.ts";
import { applyPlan, planMesh, readMesh } from "../src/engine.ts";
import { recheck } from "../src/engine/recheck.ts";
import type { ApplyEvent } from "../src/executors/events.ts";
import { refOf, refText } from "../src/kube/object.ts";
import type { Plan } from "../src/planner/plan.ts";
import type { ClusterClient, Clusters, Ports } from "../src/ports.ts";
import { ALONE } from "../test/executors/alone.ts";
import { actionTimes, idleTime, type WriteRequest } from "./own-time.ts";

/** What one apply cost, in milliseconds. */
export interface ApplyCost {
  readonly actions: readonly {
    readonly action: string;
    readonly wall: number;
    readonly own: number;
  }[];
  readonly wall: number;
  readonly idle: number;
  readonly requests: number;
  /** Processor time of this process, user and system, all threads. */
  readonly cpu: { readonly plan: number; readonly recheck: number; readonly run: number };
}

/**
 * Plans and applies mesh.yaml of the working folder through the product's own engine and transport, with a note of every
 * write on its way. Runs in a process of its own, inside the rig; the cost goes to standard output as JSON.
 */
export async function measureApply(): Promise<void> {
  const notes: Omit<WriteRequest, "action">[] = [];
  const ports = noting(await allPorts({ env: process.env }), notes);
  try {
    const plan = await costOf(() => planned(ports));
    const seen = await costOf(() => recheck(ports, plan.value));
    const run = await costOf(() => applied(ports, plan.value, seen.value));
    const requests = attributed(plan.value, notes);
    const cost: ApplyCost = {
      actions: actionTimes(run.value, requests),
      wall: run.wall,
      idle: idleTime(run.value, requests),
      requests: requests.length,
      cpu: { plan: plan.cpu, recheck: seen.cpu, run: run.cpu },
    };
    process.stdout.write(`${JSON.stringify(cost)}\n`);
  } finally {
    ports.clusters.close();
  }
}

async function planned(ports: Ports): Promise<Plan> {
  const { source, mesh, topology } = await readMesh(ports, "mesh.yaml", process.cwd());
  if (mesh === undefined || topology === undefined) throw new Error("the mesh file is wrong");
  const { plan, diagnostics } = await planMesh(
    ports,
    { source, mesh, topology },
    { allowUnreachable: false },
  );
  if (plan === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return plan;
}

async function applied(
  ports: Ports,
  plan: Plan,
  seen: Awaited<ReturnType<typeof recheck>>,
): Promise<readonly ApplyEvent[]> {
  const events: ApplyEvent[] = [];
  for await (const event of applyPlan(ports, plan, seen, { lock: ALONE })) events.push(event);
  const last = events.at(-1);
  if (last?.type !== "apply-finished" || last.outcome !== "done")
    throw new Error(`the apply failed: ${JSON.stringify(events.slice(-5))}`);
  return events;
}

async function costOf<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly wall: number; readonly cpu: number }> {
  const before = process.cpuUsage();
  const started = performance.now();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return { value, wall: performance.now() - started, cpu: (user + system) / 1000 };
}

function noting(ports: Ports, notes: Omit<WriteRequest, "action">[]): Ports {
  const clusters: Clusters = {
    connect: async (target) => noted(await ports.clusters.connect(target), ports, notes),
    close: () => ports.clusters.close(),
  };
  return { ...ports, clusters };
}

/** The client itself, but for writes: they are noted from the call to the answer, whatever the answer is. */
function noted(
  client: ClusterClient,
  { clock }: Ports,
  notes: Omit<WriteRequest, "action">[],
): ClusterClient {
  return {
    cluster: client.cluster,
    context: client.context,
    server: client.server,
    ahead: () => client.ahead(),
    shown: () => client.shown(),
    getJson: (path, options) => client.getJson(path, options),
    getDocument: (path, options) => client.getDocument(path, options),
    getText: (path, options) => client.getText(path, options),
    get: (ref, options) => client.get(ref, options),
    list: (kind, options) => client.list(kind, options),
    may: (request, options) => client.may(request, options),
    watch: (kind, options) => client.watch(kind, options),
    async apply(object, options) {
      const from = clock.now();
      try {
        return await client.apply(object, options);
      } finally {
        if (options?.dryRun !== true)
          notes.push({
            object: placed(client.cluster, refText(refOf(object))),
            from,
            to: clock.now(),
          });
      }
    },
  };
}

const placed = (cluster: string, object: string): string => `${cluster} ${object}`;

/** Every object belongs to exactly one action, so a write tells whose it is. */
function attributed(
  plan: Plan,
  notes: readonly Omit<WriteRequest, "action">[],
): readonly WriteRequest[] {
  const owners = new Map(
    plan.actions.flatMap(({ id, cluster, changes }) =>
      changes.map(({ object }) => [placed(cluster, refText(object)), id] as const),
    ),
  );
  return notes.map((note) => {
    const action = owners.get(note.object);
    if (action === undefined) throw new Error(`${note.object} belongs to no action`);
    return { ...note, action };
  });
}
