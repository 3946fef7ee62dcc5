import { CODES } from "./diagnostics/codes.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { positionAt, type Source, sourceOf } from "./diagnostics/source.ts";
import { execute, type ExecuteOptions } from "./executors/execute.ts";
import type { ApplyEvent } from "./executors/events.ts";
import { type ObjectRef, refOf, refText } from "./kube/object.ts";
import { madeRoot, prepareSigner } from "./executors/signer.ts";
import { pendingChanges } from "./executors/pending.ts";
import { bindWait } from "./executors/waits/index.ts";
import { asWritten } from "./mesh/as-written.ts";
import { loadMesh } from "./mesh/load.ts";
import type { ClusterName, Mesh } from "./mesh/model.ts";
import { renderedAddressesAreKnown } from "./mesh/rules/rendered-addresses-are-known.ts";
import type { Topology } from "./mesh/topology.ts";
import { gatherFacts } from "./observe/facts.ts";
import { meshFacts, plannedFacts, type WantedFacts } from "./observe/wanted-facts.ts";
import { type MeshFiles, readMeshFiles } from "./observe/mesh-files.ts";
import { chooser, gatewayApi, renderAll } from "./observe/manifests.ts";
import { missingRights } from "./observe/missing-rights.ts";
import { observe } from "./observe/observe.ts";
import { type Rechecked, recheckPlan } from "./observe/recheck-plan.ts";
import { readTrustFiles } from "./observe/trust-files.ts";
import { asReached, clientOf, type Clients, connect } from "./engine/clients.ts";
import { findLeftovers, type LeftoversSearch } from "./engine/leftovers.ts";
import { findPullSecrets } from "./engine/pull-secrets.ts";
import type { Wait } from "./planner/action.ts";
import { checkTrust } from "./planner/check-trust.ts";
import { checkWays, untriedWays } from "./planner/check-ways.ts";
import { checkFacts } from "./planner/fact-rules/registry.ts";
import { desiredState } from "./planner/desired.ts";
import {
  type ClusterFacts,
  type ReachableFacts,
  unaskedFacts,
  type UnreachableFacts,
} from "./planner/facts.ts";
import { homeAction } from "./planner/rendered-parts.ts";
import { addressesInUse, knownAddress } from "./planner/known-address.ts";
import { makePlan } from "./planner/make-plan.ts";
import { partOf } from "./planner/marks.ts";
import { patchProblems } from "./planner/patch-problems.ts";
import type { Leftover } from "./planner/owned-objects.ts";
import { placed } from "./planner/placed.ts";
import type { Plan } from "./planner/plan.ts";
import { planFrame } from "./planner/plan-frame.ts";
import { secretsInPlan } from "./planner/plan-secrets.ts";
import { type LookedFor, missingPullSecrets, unreadPullSecrets } from "./planner/pull-secrets.ts";
import { rightsOfApply, unprovenRights } from "./planner/rights.ts";
import type { Right } from "./planner/right.ts";
import { type ManifestRequest, renderRequests, withoutOthers } from "./planner/render-requests.ts";
import { allRendered, type Rendered, renderedFiles } from "./planner/rendered.ts";
import { countSteps, type OnStep } from "./planner/plan-step.ts";
import { type TrustFiles, unreadTrust } from "./planner/trust.ts";
import { besidesLeftovers, uniqueProblems } from "./planner/unique-problems.ts";
import type { ClusterClient, Ports } from "./ports.ts";

/** A mesh file that was read, with everything found in it. `mesh` is absent where something is wrong. */
interface ReadMesh {
  readonly source: Source;
  readonly mesh?: Mesh;
  readonly topology?: Topology;
  readonly diagnostics: readonly Diagnostic[];
}

/** Stages 1 to 6: from a path to a mesh, or to what is wrong with the file. No cluster is asked. */
export async function readMesh(
  ports: Pick<Ports, "files">,
  path: string,
  directory: string,
): Promise<ReadMesh> {
  const source = sourceOf(path, await ports.files.read(path));
  return { source, ...loadMesh(source, { directory }) };
}

export interface PlanOptions {
  /** The folder of the mesh file, from the working directory; absent: the same. */
  readonly folder?: string;
  readonly allowUnreachable: boolean;
  /** Only `get` and `list` are sent: no dry runs and no access reviews. Apply refuses such a plan. */
  readonly readOnly?: boolean;
  readonly onStep?: OnStep;
}

/** A plan, or the errors that stand in its way. */
export interface PlanOutcome {
  readonly plan?: Plan;
  readonly diagnostics: readonly Diagnostic[];
}

/** Stages 7 to 11: reads the clusters and computes the plan. Never writes to a cluster. */
export async function planMesh(
  ports: Ports,
  read: { readonly source: Source; readonly mesh: Mesh; readonly topology: Topology },
  options: PlanOptions,
): Promise<PlanOutcome> {
  const { mesh, topology, source } = read;
  const { readOnly = false } = options;
  const now = new Date(ports.clock.now());
  const files = await readMeshFiles(ports.files, mesh);
  const trust = await readTrustFiles(ports.files, mesh, now);
  const clients = await connect(ports, mesh.clusters);
  const all = await gatherAll(ports, clients, meshFacts(mesh, topology), options);
  const facts = reachableOf(all);
  const found = { topology, all, facts, trust, now, files, options };
  const diagnostics = judged(asReached(mesh, clients), found);
  // A missing right is collected with those of the observation: they are asked for once.
  if (hasErrors(diagnostics.filter((one) => one.code !== "MP0503"))) return { diagnostics };
  const embedded = facts.size > 0 && [...facts.values()].every((one) => one.embedded);
  const requests = requestsOf(mesh, topology, facts);
  const choose = chooser(ports, mesh, embedded);
  const { renderer, manifests } = await renderAll(ports, mesh, requests, choose, options.onStep);
  const lineOf = (span: { readonly start: number }): number => positionAt(source, span.start).line;
  const desired = desiredState({
    mesh,
    topology,
    facts,
    manifests,
    ...(await gatewayApi(ports, mesh)),
    files: files.texts,
    trust,
    lineOf: ({ at }) => lineOf(at),
  });
  const idle = patchProblems(mesh, desired);
  if (hasErrors(idle)) return { diagnostics: [...diagnostics, ...idle] };
  const client = (cluster: ClusterName): ClusterClient => clientOf(clients, cluster);
  const seen = { mesh, topology, desired, facts, client };
  const [observed, left, pulls] = await lookAround(seen, options);
  const frame = planFrame({
    mesh,
    file: source.path,
    folder: options.folder ?? ".",
    renderer,
    facts: all,
    trust,
    lineOf,
    readOnly,
    // What is approved must not depend on how this machine calls a cluster; what is told now names the context that is used.
    diagnostics: judged(asWritten(mesh), { ...found, ...left, pulls }),
  });
  const { plan, problems } = makePlan({ ...frame, ...left }, desired, observed);
  // What may not be done is nobody's question in a plan that cannot be applied.
  const rights = readOnly ? new Map() : unprovenRights(desired, observed, asksOf);
  const denied = await missingRights(rights, client);
  const reached = asReached(mesh, clients);
  const told = judged(reached, { ...found, ...left, pulls });
  const untried = placed(mesh, untriedWays(mesh, plan, facts));
  const open = [...unreadPullSecrets(reached, pulls), ...untried];
  const leaks = secretsInPlan(plan, ports.secrets);
  return outcome(plan, [...told, ...problems, ...denied, ...leaks, ...open]);
}

/** Every desired object as its cluster has it, what the clusters have of the mesh besides, and what nodes pull images by. */
function lookAround(
  search: LeftoversSearch & { readonly client: (cluster: ClusterName) => ClusterClient },
  { readOnly = false, onStep }: PlanOptions,
) {
  const { mesh, desired: actions, facts, client } = search;
  const looked = { part: partOf(mesh), actions, facts, client, readOnly, onStep };
  return Promise.all([observe(looked), findLeftovers(search), findPullSecrets(search)]);
}

/** The plan, unless something that was found stands in its way. */
function outcome(plan: Plan, all: readonly Diagnostic[]): PlanOutcome {
  const found = uniqueProblems(all);
  return hasErrors(found) ? { diagnostics: found } : { plan, diagnostics: found };
}

interface Found {
  readonly topology: Topology;
  readonly all: readonly ClusterFacts[];
  readonly facts: ReadonlyMap<ClusterName, ReachableFacts>;
  readonly trust: TrustFiles;
  readonly now: Date;
  readonly files: MeshFiles;
  readonly options: PlanOptions;
  /** Absent until it is known what the mesh will name. */
  readonly pulls?: readonly LookedFor[];
  readonly leftovers?: readonly Leftover[];
}

/** What the facts say against a mesh, in the words of `mesh`: its contexts may be the file's or this machine's. */
function judged(
  mesh: Mesh,
  { topology, all, facts, trust, now, files, options, pulls = [], leftovers = [] }: Found,
): readonly Diagnostic[] {
  const found = [
    ...all.flatMap((one) => (one.reachable ? [] : [asUnreachable(one, options)])),
    ...checkFacts(mesh, topology, facts),
    ...checkTrust(mesh, trust, facts, now),
    ...checkWays(mesh, { topology, facts, files: files.texts, now }),
    ...missingPullSecrets(mesh, facts, pulls),
    ...files.problems,
  ];
  return placed(mesh, besidesLeftovers(found, leftovers));
}

/** What is rendered: nothing of what others deliver. */
function requestsOf(
  mesh: Mesh,
  topology: Topology,
  facts: ReadonlyMap<ClusterName, ReachableFacts>,
): readonly ManifestRequest[] {
  const ipv6 = ipv6Gateways(mesh, topology, facts);
  return withoutOthers(mesh, renderRequests(mesh, topology, ipv6));
}

/** The clusters whose gateway is known to have an IPv6 address. */
function ipv6Gateways(
  mesh: Mesh,
  topology: Topology,
  facts: ReadonlyMap<ClusterName, ReachableFacts>,
): ReadonlySet<string> {
  const known = mesh.clusters.filter((one) =>
    knownAddress(
      one,
      facts.get(one.name),
      addressesInUse(one.name, topology, (name) => facts.get(name)),
    )?.includes(":"),
  );
  return new Set(known.map((one) => one.name));
}

/** A rendered object, or the names of its kind where there is none like it. */
type FoundObject =
  | {
      readonly object: ObjectRef;
      /** What was rendered, and the action that writes it. */
      readonly request: string;
      readonly action: string;
      readonly renderer: string;
    }
  | { readonly object?: undefined; readonly similar: readonly string[] };

/** Stage 8 alone: which manifest of a cluster has an object. Asks no cluster; without istioctl the outline renders. */
export async function findRendered(
  ports: Pick<Ports, "manifests">,
  { mesh, topology }: { readonly mesh: Mesh; readonly topology: Topology },
  cluster: ClusterName,
  wanted: Omit<ObjectRef, "apiVersion">,
): Promise<FoundObject> {
  const requests = renderRequests(mesh, topology).filter((one) => one.cluster === cluster);
  const { renderer, manifests } = await renderAll(
    ports,
    mesh,
    requests,
    chooser(ports, mesh, true),
  );
  const all = requests.flatMap((request) =>
    (manifests.get(request.for) ?? []).map((object) => ({
      request: request.for,
      action: homeAction(request, object),
      ref: refOf(object),
    })),
  );
  const sameKind = all.filter(({ ref }) => ref.kind === wanted.kind);
  const found = sameKind.find(
    ({ ref }) => ref.name === wanted.name && ref.namespace === wanted.namespace,
  );
  if (found === undefined) return { similar: sameKind.map(({ ref }) => refText(ref)) };
  const renderedBy = `${renderer.kind === "outline" ? "the built-in outline of Istio" : renderer.kind} ${renderer.version}`;
  const { ref: object, request, action } = found;
  return { object, request, action, renderer: renderedBy };
}

export interface RenderOptions {
  /** Everything that can be rendered, whoever delivers it. */
  readonly all: boolean;
  /** The built-in outline may stand in where no fitting program is found: for embedded clusters. */
  readonly outline: boolean;
  readonly onStep?: OnStep;
}

export interface RenderOutcome extends Rendered {
  readonly renderer: Plan["renderer"];
}

/** The manifests of what others apply, made from the file alone: no cluster is asked. */
export async function renderMesh(
  ports: Pick<Ports, "manifests">,
  read: { readonly mesh: Mesh; readonly topology: Topology },
  options: RenderOptions,
): Promise<RenderOutcome> {
  const { topology } = read;
  const mesh = options.all ? allRendered(read.mesh) : read.mesh;
  const none = { kind: "none", version: mesh.istio.version } as const;
  const unknown = renderedAddressesAreKnown(mesh, topology);
  if (unknown.length > 0) return { renderer: none, files: [], problems: unknown };
  const { renderer, desired, problems } = await desiredUnasked(ports, { mesh, topology }, options);
  if (hasErrors(problems)) return { renderer, files: [], problems };
  return { renderer, ...renderedFiles(desired) };
}

/** What every cluster should hold, from the file alone: what only clusters know is a hole. */
export async function desiredUnasked(
  ports: Pick<Ports, "manifests">,
  { mesh, topology }: { readonly mesh: Mesh; readonly topology: Topology },
  { outline, onStep }: { readonly outline: boolean; readonly onStep?: OnStep | undefined },
) {
  const facts = new Map(mesh.clusters.map(({ name }) => [name, unaskedFacts(name)]));
  const requests = requestsOf(mesh, topology, facts);
  const choose = chooser(ports, mesh, outline);
  const { renderer, manifests } = await renderAll(ports, mesh, requests, choose, onStep);
  const definitions = await gatewayApi(ports, mesh);
  const known = { mesh, topology, facts, manifests, ...definitions, trust: unreadTrust(mesh) };
  const desired = desiredState({ ...known, lineOf: () => 0 });
  return { renderer, desired, problems: patchProblems(mesh, desired) };
}

/** Stage 13: looks once more, just before the first write. Throws where a private key that apply needs is not here. */
export async function recheck(ports: Ports, plan: Plan, onStep?: OnStep): Promise<Rechecked> {
  const clients = await connect(ports, plan.clusters, plan.digest);
  const all = await gatherAll(ports, clients, plannedFacts(plan), { onStep });
  const unreachable = all.filter((one) => !one.reachable).map((one) => one.problem);
  if (unreachable.length > 0)
    return { stale: [], refused: unreachable, done: new Set(), seen: new Map() };
  const now = new Date(ports.clock.now());
  const seen = await recheckPlan(plan, reachableOf(all), (cluster) => clientOf(clients, cluster), {
    made: await madeRoot(ports.files, plan, now),
    onStep,
  });
  if (seen.stale.length > 0) return seen;
  const { stale } = await prepareSigner(ports.files, plan, seen.done, now);
  if (stale.length > 0) return { ...seen, stale };
  // Whoever applies a saved plan need not be who made it.
  const rights = rightsOfApply(plan, (action) => pendingChanges(action, seen.done), asksOf);
  const refused = await missingRights(rights, (cluster) => clientOf(clients, cluster));
  return { ...seen, refused };
}

export type RunOptions = Pick<
  ExecuteOptions,
  "lock" | "parallelism" | "signal" | "abort" | "totalTimeoutSeconds"
>;

/** Stage 14: executes a plan that was rechecked, under its lock (engine/lock-plan.ts). Only events come out. */
export async function* applyPlan(
  ports: Ports,
  plan: Plan,
  rechecked: Rechecked,
  options: RunOptions,
): AsyncGenerator<ApplyEvent, void, undefined> {
  const clients = await connect(ports, plan.clusters, plan.digest);
  const now = new Date(ports.clock.now());
  const keys = await prepareSigner(ports.files, plan, rechecked.done, now);
  yield* execute(plan, {
    ...options,
    signer: await keys.open(),
    clients: (cluster) => clientOf(clients, cluster),
    clock: ports.clock,
    secrets: ports.secrets,
    done: rechecked.done,
    seen: rechecked.seen,
  });
}

function asksOf(wait: Wait): readonly Right[] {
  return bindWait(wait).asks;
}

async function gatherAll(
  ports: Ports,
  clients: Clients,
  wanted: readonly WantedFacts[],
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
      counted(gatherFacts(clientOf(clients, one.cluster), { ...one, readOnly, now, ...tried })),
    ),
  );
}

function reachableOf(all: readonly ClusterFacts[]): ReadonlyMap<ClusterName, ReachableFacts> {
  return new Map(all.flatMap((one) => (one.reachable ? [[one.cluster, one] as const] : [])));
}

function asUnreachable(facts: UnreachableFacts, options: PlanOptions): Diagnostic {
  return options.allowUnreachable ? { ...facts.problem, code: "MP0511" } : facts.problem;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => CODES[diagnostic.code].severity === "error");
}
