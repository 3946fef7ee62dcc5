import { lockPlan, type LockedPlan } from "../../src/engine/lock-plan.ts";
import { applyPlan } from "../../src/engine.ts";
import { recheck } from "../../src/engine/recheck.ts";
import { MeshplanError } from "../../src/errors.ts";
import type { ApplyEvent, ApplyOutcome } from "../../src/executors/events.ts";
import { objectPath } from "../../src/kube/kinds.ts";
import { type KubeObject, refOf } from "../../src/kube/object.ts";
import type { Change } from "../../src/planner/change.ts";
import { ownedHash } from "../../src/planner/digest.ts";
import type { Plan } from "../../src/planner/plan.ts";
import type { Host, Ports } from "../../src/ports.ts";
import type { EmbeddedCluster } from "../../src/embedded/kube/cluster.ts";
import { SecretRegistry } from "../../src/util/secret-registry.ts";
import { ALONE } from "../executors/alone.ts";
import { planOf, type PlannedObject, type Step } from "../executors/plans.ts";
import { ask, embeddedClient } from "./embedded-client.ts";
import type { Steps } from "./steps.ts";

export type Clusters = ReadonlyMap<string, EmbeddedCluster>;

/** One apply, as a process of its own. */
export interface Writer {
  readonly name: string;
  readonly host: Host;
  readonly plan: Plan;
  /** What is private on its disk, by path; nothing at first unless it shares a disk. */
  readonly disk?: Map<string, string>;
}

/** How it ended, and what it said. */
export interface Ended {
  /** `locked` and `stale`: nothing was executed. */
  readonly outcome: ApplyOutcome | "locked";
  readonly events: readonly ApplyEvent[];
}

export const NAMESPACE = "istio-system";

/** An object whose every value names who wrote it: what is written half can be seen. */
export function signedObject(kind: "ConfigMap" | "Secret", name: string, by: string): KubeObject {
  const value = kind === "Secret" ? Buffer.from(by).toString("base64") : by;
  const data = { first: value, second: value, [`only-${by}`]: value };
  return { apiVersion: "v1", kind, metadata: { name, namespace: NAMESPACE }, data };
}

export function read(cluster: EmbeddedCluster, object: KubeObject): KubeObject | undefined {
  const { status, body } = ask(cluster, "GET", objectPath(refOf(object)));
  return status === 200 ? (body as KubeObject) : undefined;
}

/** Writes as an earlier meshplan did. */
export function applyBefore(cluster: EmbeddedCluster, object: KubeObject): void {
  const query = "fieldManager=meshplan&force=true";
  const { status } = ask(cluster, "PATCH", `${objectPath(refOf(object))}?${query}`, object);
  if (status >= 300) throw new Error(`internal: ${String(status)}`);
}

/** A plan that brings these objects, made from what the clusters hold now. */
export function planFor(
  clusters: Clusters,
  steps: readonly (Omit<Step, "objects"> & { readonly objects: readonly KubeObject[] })[],
  digest: string,
): Plan {
  const plan = planOf(
    ...steps.map((step) => {
      const cluster = clusters.get(step.id.split("/")[0] ?? "");
      if (cluster === undefined) throw new Error(`internal: no cluster of ${step.id}`);
      return { ...step, objects: step.objects.map((body) => planned(cluster, body)) };
    }),
  );
  const identified = plan.clusters.map((one) => {
    const cluster = clusters.get(one.name);
    const system = { apiVersion: "v1", kind: "Namespace", metadata: { name: "kube-system" } };
    const uid = cluster === undefined ? undefined : read(cluster, system)?.metadata.uid;
    return { ...one, ...(uid === undefined ? {} : { identity: uid }) };
  });
  return { ...plan, clusters: identified, digest };
}

function planned(cluster: EmbeddedCluster, body: KubeObject): PlannedObject {
  const live = read(cluster, body);
  const uid = live?.metadata.uid;
  if (live === undefined || uid === undefined) return body;
  const precondition: Change["precondition"] = {
    absent: false,
    uid,
    ownedHash: ownedHash(live, body),
  };
  return { send: body, verb: "update", precondition };
}

export interface WriterWorld {
  readonly steps: Steps;
  readonly clusters: Clusters;
  readonly losesAnswer?: () => boolean;
  /** Without locks the preconditions of each write stand alone. */
  readonly locks?: boolean;
}

export async function runWriter(writer: Writer, world: WriterWorld): Promise<Ended> {
  const { locks } = world;
  return await runPlan(portsOf(writer, world), writer.plan, locks === undefined ? {} : { locks });
}

/** `meshplan apply SAVED --lock-timeout 75s`, without the process around it. */
export async function runPlan(
  ports: Ports,
  plan: Plan,
  { locks = true }: Pick<WriterWorld, "locks"> = {},
): Promise<Ended> {
  const options = { timeoutSeconds: 75, unlock: "meshplan unlock" };
  const locked: LockedPlan | Ended = locks
    ? await lockPlan(ports, plan, options).catch(asEnd)
    : NO_LOCK;
  if ("outcome" in locked) return locked;
  if (locked.stale !== undefined) return { outcome: "stale", events: [] };
  const { lock } = locked;
  const events: ApplyEvent[] = [];
  let outcome: ApplyOutcome = "failed";
  try {
    const rechecked = await recheck(ports, plan);
    if (rechecked.stale.length > 0) outcome = "stale";
    else if (rechecked.refused.length === 0)
      for await (const event of applyPlan(ports, plan, rechecked, { lock })) {
        events.push(event);
        if (event.type === "apply-finished") outcome = event.outcome;
      }
  } catch (error) {
    if (!(error instanceof MeshplanError)) throw error;
  } finally {
    const finished = new Date(ports.clock.now()).toISOString();
    const { lost } = await lock.release({ plan: plan.digest, mesh: plan.mesh, outcome, finished });
    if (lost !== undefined && outcome === "done") outcome = "failed";
  }
  return { outcome, events };
}

const NO_LOCK = {
  lock: { ...ALONE, records: [], release: () => Promise.resolve({ left: [] }) },
} as const;

function asEnd(error: unknown): Ended {
  if (!(error instanceof MeshplanError)) throw error;
  return { outcome: error.code === "MP9320" ? "locked" : "failed", events: [] };
}

export function portsOf(
  { host, name: owner, disk: files = new Map() }: Pick<Writer, "host" | "name" | "disk">,
  { steps, clusters, losesAnswer }: WriterWorld,
): Ports {
  const never = (): Promise<never> => Promise.reject(new Error("internal: not needed here"));
  return {
    files: {
      read: never,
      writePrivate: never,
      readPrivate: (path) => Promise.resolve(files.get(path)),
      createPrivate: (path, text) => {
        if (files.has(path))
          return Promise.reject(new MeshplanError("MP9243", path, { nextSteps: ["plan again"] }));
        files.set(path, text);
        return Promise.resolve();
      },
    },
    clock: steps.clock(),
    host,
    secrets: new SecretRegistry(),
    manifests: { choose: never, render: never, gatewayApi: never },
    clusters: {
      connect: ({ cluster: name }) => {
        const cluster = clusters.get(name);
        if (cluster === undefined) return never();
        const loses = losesAnswer === undefined ? {} : { losesAnswer };
        return Promise.resolve(embeddedClient(cluster, { steps, owner, ...loses }));
      },
      close: () => undefined,
    },
  };
}
