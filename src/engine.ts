import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { hasErrors } from "./diagnostics/has-errors.ts";
import { positionAt, type Source, sourceOf } from "./diagnostics/source.ts";
import { clientOf, connect } from "./engine/clients.ts";
import { desire } from "./engine/desire.ts";
import { gather } from "./engine/gather.ts";
import { isHopeless, judge, judgeAsWritten, judgePlan, outcome } from "./engine/judge.ts";
import { deniedRights, lookAround } from "./engine/look-around.ts";
import type { GoodMesh, PlanOptions, PlanOutcome } from "./engine/planning.ts";
import type { ApplyEvent } from "./executors/events.ts";
import { execute, type ExecuteOptions } from "./executors/execute.ts";
import { prepareSigner } from "./executors/signer.ts";
import { type LoadedMesh, loadMesh } from "./mesh/load.ts";
import type { Rechecked } from "./observe/recheck-plan.ts";
import { makePlan } from "./planner/make-plan.ts";
import type { Plan } from "./planner/plan.ts";
import { planFrame } from "./planner/plan-frame.ts";
import { secretsInPlan } from "./planner/plan-secrets.ts";
import type { Ports } from "./ports.ts";

/** A mesh file that was read, with everything found in it. `mesh` is absent where something is wrong. */
interface ReadMesh extends LoadedMesh {
  readonly source: Source;
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

/** Stages 7 to 11: reads the clusters and computes the plan. Never writes to a cluster. */
export async function planMesh(
  ports: Ports,
  read: GoodMesh,
  options: PlanOptions,
): Promise<PlanOutcome> {
  const { mesh, source } = read;
  const { readOnly = false, folder = ".", onStep } = options;
  const lineOf = (span: { readonly start: number }): number => positionAt(source, span.start).line;
  const asked = await gather(ports, read, options);
  const found = judge(asked);
  if (isHopeless(found)) return { diagnostics: found };
  const wanted = await desire(ports, asked, ({ at }) => lineOf(at), onStep);
  const { renderer, desired, problems: idle } = wanted;
  if (hasErrors(idle)) return { diagnostics: [...found, ...idle] };
  const { observed, left, gathered } = await lookAround(asked, desired, options);
  const { all: facts, trust } = gathered;
  const diagnostics = judgeAsWritten(gathered);
  const file = source.path;
  const input = { mesh, file, folder, renderer, facts, trust, lineOf, readOnly, diagnostics };
  const frame = { ...planFrame(input), ...left };
  const { plan, problems } = makePlan(frame, desired, observed);
  const denied = await deniedRights(gathered, desired, observed, options);
  const told: readonly Diagnostic[] = [...judge(gathered), ...problems, ...denied];
  const leaks = secretsInPlan(plan, ports.secrets);
  return outcome(plan, [...told, ...leaks, ...judgePlan(gathered, plan)]);
}

export type RunOptions = Pick<
  ExecuteOptions,
  "lock" | "parallelism" | "signal" | "abort" | "totalTimeoutSeconds" | "runAction"
>;

/**
 * Stage 14: executes a plan that was rechecked (engine/recheck.ts), under its lock (engine/lock-plan.ts). Only events come out.
 */
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
