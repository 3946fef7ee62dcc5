import { printedPath } from "../../src/kube/field-path.ts";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/adapters/host/clock.ts";
import { nodeFiles } from "../../src/adapters/host/files.ts";
import { thisHost } from "../../src/adapters/host/host.ts";
import { rendererManifests } from "../../src/adapters/renderers/manifests.ts";
import { outlineObjects } from "../../src/embedded/istio/outline/outline.ts";
import {
  kubernetesClusters,
  type KubernetesOptions,
} from "../../src/adapters/kubernetes/kubernetes.ts";
import { printDiagnostics } from "../../src/diagnostics/print.ts";
import { MeshplanError } from "../../src/errors.ts";
import { applyPlan, planMesh, readMesh, type RunOptions } from "../../src/engine.ts";
import { recheck } from "../../src/engine/recheck.ts";
import type { PlanOptions, PlanOutcome } from "../../src/engine/planning.ts";
import { lockPlan } from "../../src/engine/lock-plan.ts";
import type { ApplyEvent } from "../../src/executors/events.ts";
import { type JsonMap, refText } from "../../src/kube/object.ts";
import type { FieldChange } from "../../src/planner/change.ts";
import type { Plan } from "../../src/planner/plan.ts";
import type { Handshake, Ports } from "../../src/ports.ts";
import { planView } from "../../src/report/plan-view.ts";
import type { Risk } from "../../src/report/risks/risk.ts";
import type { RequestRecord } from "../../src/embedded/kube/http-server.ts";
import {
  type KubeconfigEntry,
  kubeconfigText,
} from "../../src/embedded/kube/sandbox-kubeconfig.ts";
import { type Sandbox, startSandbox } from "../../src/embedded/istio/sandbox.ts";
import { SecretRegistry } from "../../src/util/secret-registry.ts";
import { plainPaint } from "../../src/util/plain-paint.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { type Answer, type Client, clientOf } from "../embedded/kube/client.ts";
import { isWrite } from "../embedded/kube/is-write.ts";
import { refusedCommands } from "../proposed/in-its-case.ts";
import { inProcess } from "./in-process.ts";
import { watchedClock } from "./watched-clock.ts";

export interface WorldSettings {
  /** Clusters that are started; a name alone is the name of its context too. */
  readonly clusters?: readonly (string | { readonly name: string; readonly context: string })[];
  /** The mesh file. */
  readonly file?: string;
  /** Where an istioctl is looked for; nowhere unless a test asks for it. */
  readonly env?: NodeJS.ProcessEnv;
  /** How addresses of the mesh file are tried: no test connects to one. */
  readonly handshake?: Handshake;
  /** Requests go over sockets, with TLS and HTTP: for tests of what happens there. */
  readonly sockets?: true;
}

/**
 * Embedded clusters, a mesh file, and the engine between them, without sockets unless a test asks for them; the built-in outline renders.
 * What a user has, without the process around it.
 */
export interface World {
  readonly sandbox: Sandbox;
  readonly ports: Ports;
  /** The folder of the mesh file. */
  readonly folder: string;
  /** The plan; throws with everything that stands in its way. */
  plan(file?: string): Promise<Plan>;
  tryPlan(file?: string, options?: Partial<PlanOptions>): Promise<PlanOutcome>;
  /** Locks, rechecks and runs a plan to its end; throws where it is stale. */
  apply(plan: Plan, options?: Partial<RunOptions>): Promise<readonly ApplyEvent[]>;
  /** Plans and applies the file, and says so if that does not end well. */
  converge(file?: string): Promise<void>;
  /**
   * For the end of a test: brings the clusters to what the file says, with the product's own means, and resolves to what a plan would
   * change all the same. Where nothing moved one plan says so, and none is applied.
   */
  restored(): Promise<readonly string[]>;
  api(cluster: string): Client;
  /** Resolves when the clusters' controllers have done everything, which is a moment after the last wait of an apply. */
  idle(): Promise<void>;
  /** Requests since the last call that could have changed a cluster. */
  writes(): readonly RequestRecord[];
  /** Tokens and keys that no output may hold, in every spelling that is at hand. */
  secrets(): readonly string[];
  close(): Promise<void>;
}

const CONTROLLER_DELAY = 2;
/** To one cluster at a time: connecting costs more than asking, and a server in the same process answers one at a time. */
const REQUESTS = 2;
const NOT_TRIED: Handshake = () => Promise.resolve({ untried: "a test" });

export async function startWorld(settings: WorldSettings = {}): Promise<World> {
  const places = settings.clusters ?? ["cluster1", "cluster2"];
  const clock = watchedClock();
  const sandbox = await startSandbox({
    clusters: places.map((one) => (typeof one === "string" ? { name: one, context: one } : one)),
    controllerDelayMs: CONTROLLER_DELAY,
    clock,
  });
  const folder = mkdtempSync(join(tmpdir(), "meshplan-engine-test-"));
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, kubeconfigText(contextsOf(sandbox)), { mode: 0o600 });
  const text = settings.file ?? SEED;
  const env = settings.env ?? { PATH: "" };
  const wires = settings.sockets === true ? {} : { wireFor: inProcess(sandbox.clusters) };
  const real = portsOf({ kubeconfig, folder, env, wires }, { "mesh.yaml": text });
  const { handshake = NOT_TRIED } = settings;
  const ports = { ...real, clusters: { ...real.clusters, handshake } };
  const clients = new Map<string, Client>();
  /** Whatever is proposed can be done where it is proposed. */
  const followed = async <T>(
    work: Promise<T>,
    proposals: (done: T) => readonly string[],
  ): Promise<T> => {
    const proposed = await work.then(proposals, proposalsOf);
    const refused = refusedCommands(proposed, { clusters: sandbox.clusters, kubeconfig });
    if (refused.length > 0) throw new Error(`proposed in vain:\n${refused.join("\n")}`);
    return await work;
  };
  const tryPlan: World["tryPlan"] = async (file = text, options = {}) => {
    const files = memoryFiles({ "mesh.yaml": file });
    const { source, mesh, topology, diagnostics } = await readMesh({ files }, "mesh.yaml", folder);
    if (mesh === undefined || topology === undefined) return { diagnostics };
    return await followed(
      planMesh(ports, { source, mesh, topology }, { allowUnreachable: false, ...options }),
      planProposals,
    );
  };
  const plan: World["plan"] = async (file) => {
    const { plan: made, diagnostics } = await tryPlan(file);
    if (made === undefined) throw new Error(printDiagnostics(diagnostics, undefined, PLAIN));
    return made;
  };
  const apply: World["apply"] = async (made, options = {}) => {
    const unlock = "meshplan unlock";
    const { lock, stale = [] } = await lockPlan(ports, made, { timeoutSeconds: 0, unlock });
    if (lock === undefined) throw new Error(printDiagnostics(stale, undefined, PLAIN));
    try {
      const rechecked = await recheck(ports, made);
      const problems = [...rechecked.stale, ...rechecked.refused];
      if (problems.length > 0) throw new Error(printDiagnostics(problems, undefined, PLAIN));
      return await followed(
        collected(applyPlan(ports, made, rechecked, { lock, ...options })),
        (events) => events.filter(isFailure).flatMap(({ problem }) => problem.nextSteps),
      );
    } finally {
      await lock.release();
    }
  };
  const converge = async (made: Plan): Promise<void> => {
    const events = await apply(made);
    if (outcomeOf(events) !== "done") throw new Error(JSON.stringify(events.filter(isFailure)));
  };
  return {
    sandbox,
    ports,
    folder,
    plan,
    tryPlan,
    apply,
    converge: async (file) => {
      await converge(await plan(file));
    },
    restored: async () => {
      const made = await plan();
      if (changesOf(made).length === 0) return [];
      await converge(made);
      return changesOf(await plan());
    },
    api: (cluster) => {
      const client = clients.get(cluster) ?? clientOf(sandbox.cluster(cluster));
      clients.set(cluster, client);
      return client;
    },
    idle: () => clock.idle(),
    writes: () => sandbox.clusters.flatMap(({ requests }) => requests.splice(0).filter(isWrite)),
    secrets: () => secretsOf(sandbox),
    close: async () => {
      for (const client of clients.values()) client.close();
      ports.clusters.close();
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function planProposals({ plan, diagnostics }: PlanOutcome): readonly string[] {
  const isLeftOver = plan !== undefined && (plan.leftovers ?? []).length > 0;
  const steps = isLeftOver ? (planView(plan, "0.0.0").leftovers?.removal ?? []) : [];
  return [...diagnostics.map(({ help }) => help), ...steps.map(({ command = "" }) => command)];
}

function proposalsOf(error: unknown): readonly string[] {
  if (!(error instanceof MeshplanError)) return [];
  return [...error.nextSteps, ...error.others.flatMap(proposalsOf)];
}

/** A context that leads to no server: nothing listens on port 1. */
export const NOWHERE = "nowhere";
/** A second context that leads to the first cluster. */
export const ALIAS = "alias";

function contextsOf({ clusters }: Sandbox): readonly KubeconfigEntry[] {
  const [first] = clusters;
  if (first === undefined) throw new Error("internal: a world without clusters");
  return [
    ...clusters,
    { ...first, context: ALIAS },
    { ...first, context: NOWHERE, server: "https://127.0.0.1:1" },
  ];
}

interface PortSettings {
  readonly kubeconfig: string;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly wires: Pick<KubernetesOptions, "wireFor">;
}

/** How problems are printed into the message of a failed test. */
export const PLAIN = { color: plainPaint, width: 100 };

function portsOf(
  { kubeconfig, folder, env, wires }: PortSettings,
  files: Readonly<Record<string, string>>,
): Ports {
  const secrets = new SecretRegistry();
  return {
    files: memoryFiles(files, secrets),
    clock: systemClock(),
    host: thisHost(),
    secrets,
    clusters: kubernetesClusters({
      version: "0.0.0-test",
      env: { KUBECONFIG: kubeconfig },
      home: folder,
      secrets,
      perCluster: REQUESTS,
      ...wires,
    }),
    manifests: rendererManifests({
      outline: outlineObjects,
      env,
      home: folder,
      cacheDirectory: folder,
      renderCache: true,
    }),
  };
}

/** The mesh file in memory, and keys and certificates where they are in life: on the disk. */
function memoryFiles(
  files: Readonly<Record<string, string>>,
  secrets = new SecretRegistry(),
): Ports["files"] {
  const real = nodeFiles({ secrets });
  return {
    read: async (path) => files[path] ?? (await real.read(path)),
    writePrivate: async () => {
      throw new Error("internal: the engine writes no file");
    },
    readPrivate: (path) => real.readPrivate(path),
    createPrivate: (path, text) => real.createPrivate(path, text),
  };
}

export async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** What a plan would write and what it leaves alone, one line each, in the plan's order. */
export function changesOf(plan: Plan): readonly string[] {
  return plan.actions.flatMap((action) =>
    action.changes.flatMap((change) => {
      const subject = `${action.id} ${refText(change.object)}`;
      const why = change.cause.kind === "drift" ? ` (drift: ${change.cause.by.join(", ")})` : "";
      const left = change.leftAlone.map(
        ({ path, manager, live, wanted }) =>
          `! ${subject} ${printedPath(path)} of ${manager}: ${JSON.stringify(live)}, not ${JSON.stringify(wanted)}`,
      );
      return change.verb === "none"
        ? left
        : [`${change.verb}${why} ${subject}`, ...change.fields.map(fieldText), ...left];
    }),
  );
}

/** The risk that a plan's reviewer is shown for each action. */
export function risksOf(plan: Plan): Readonly<Record<string, Risk>> {
  return Object.fromEntries(planView(plan, "0.0.0").actions.map(({ id, risk }) => [id, risk]));
}

function fieldText(field: FieldChange): string {
  if (field.sensitive === true) return `  ${printedPath(field.path)}: (sensitive)`;
  const after = field.unknown === true ? "(known after apply)" : JSON.stringify(field.after);
  return `  ${printedPath(field.path)}: ${JSON.stringify(field.before)} -> ${after}`;
}

export function outcomeOf(events: readonly ApplyEvent[]): string | undefined {
  const last = events.at(-1);
  return last?.type === "apply-finished" ? last.outcome : undefined;
}

export function isFailure(event: ApplyEvent): event is ApplyEvent<"action-failed"> {
  return event.type === "action-failed";
}

/** Keys of Secrets whose values anybody may see. */
const PUBLIC = new Set(["namespace", "ca.crt", "ca-cert.pem", "cert-chain.pem", "root-cert.pem"]);

/** Bearer tokens of the kubeconfig, tokens of service accounts, and the remote kubeconfigs that hold them. */
function secretsOf(sandbox: Sandbox): readonly string[] {
  const found = new Set<string>(sandbox.clusters.map(({ token }) => token));
  for (const { embedded } of sandbox.clusters)
    for (const secret of embedded.store.list("secrets")) {
      const values = secret["data"] as Readonly<Record<string, string>> | undefined;
      for (const [key, value] of Object.entries(values ?? {}))
        if (!PUBLIC.has(key)) found.add(value);
    }
  const decoded = [...found].map((value) => Buffer.from(value, "base64").toString("utf8"));
  const tokens = decoded.flatMap(
    (value) => value.match(/[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/g) ?? [],
  );
  for (const token of tokens) found.add(token);
  return [...found].flatMap((value) => [value, Buffer.from(value).toString("base64")]);
}

/** What `kubectl label` and `kubectl edit` send. */
export async function editByHand(
  client: Client,
  path: string,
  patch: JsonMap,
  manager = "kubectl-edit",
): Promise<Answer> {
  return await succeeded(
    client.request("PATCH", `${path}?fieldManager=${manager}`, patch, {
      contentType: "application/merge-patch+json",
    }),
  );
}

/** What a controller that uses server-side apply sends: it takes the fields. */
export async function takeFields(
  client: Client,
  path: string,
  body: JsonMap,
  manager = "other-controller",
): Promise<Answer> {
  return await succeeded(client.apply(path, body, manager, "&force=true"));
}

async function succeeded(answer: Promise<Answer>): Promise<Answer> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return await answer;
}
