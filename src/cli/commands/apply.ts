import { applyPlan } from "../../engine.ts";
import { recheck } from "../../engine/recheck.ts";
import type { RunLock } from "../../engine/lock-plan.ts";
import { begunBefore } from "../../executors/lock/applied-before.ts";
import type { ApplyOutcome } from "../../executors/events.ts";
import type { Rechecked } from "../../observe/recheck-plan.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { MeshplanError } from "../../errors.ts";
import type { Plan } from "../../planner/plan.ts";
import type { Ports } from "../../ports.ts";
import { printable, printableLines } from "../../util/printable.ts";
import type { Printable } from "../../util/printable-text.ts";
import { commandLine } from "../../util/command-line.ts";
import { wrap } from "../../util/wrap.ts";
import { type ApplyState, exitCode } from "../../report/apply-state.ts";
import { eventJson } from "../../report/events-json.ts";
import { plural } from "../../report/layout.ts";
import { planView } from "../../report/plan-view.ts";
import { riskReminder } from "../../report/risk-lines.ts";
import { planText } from "../../report/text.ts";
import { painter } from "../../report/theme.ts";
import { planLine } from "../../report/verdict.ts";
import { ask } from "../ask.ts";
import { type EventsFile, eventsFile } from "../events-file.ts";
import { EXIT, type ExitCode, exitOf } from "../exit-codes.ts";
import { requirePlanPaths } from "../input-paths.ts";
import { explainFailure } from "../explain-failure.ts";
import { hasChanges } from "../has-changes.ts";
import { Interrupted, interrupts } from "../interrupts.ts";
import { loadInput, report } from "../load-input.ts";
import { tooOld } from "../plan-age.ts";
import { type Made, planFrom } from "../plan-from.ts";
import { withProgress } from "../plan-progress.ts";
import { giveLockBack, takeLock } from "../locking.ts";
import type { Output } from "../output.ts";
import type { ApplyFlags } from "../flags.ts";
import { refuseReplay } from "../replay.ts";
import { refuseSink } from "../refuse-sink.ts";
import { type Invocation, planAgain, withNextSteps } from "../run-next-steps.ts";
import { selection } from "../selection.ts";
import { loadEarly, showApply } from "../show-apply.ts";
import { isTooRisky } from "../too-risky.ts";
import { UsageError } from "../usage-error.ts";
import { VERSION } from "../version.ts";
import { allPorts } from "../wire.ts";

interface Run {
  readonly ports: Ports;
  readonly path: string;
  readonly flags: ApplyFlags;
  readonly output: Output;
  readonly events: EventsFile;
  /** The file the plan was made from; absent for a saved plan. */
  readonly read?: Invocation["read"];
}

interface Ended {
  readonly code: ExitCode;
  /** Something was written to a cluster. */
  readonly written: boolean;
}

/** `meshplan apply`: plan, ask, recheck, execute. A saved plan was reviewed already and is not asked about. */
export async function apply(path: string, flags: ApplyFlags, output: Output): Promise<ExitCode> {
  const printed = "--format json prints the events";
  refuseSink({ flag: "--events", path: flags.events, printed }, path);
  const ports = await allPorts(flags, output);
  try {
    const events = await eventsFile(flags.events);
    const run = { ports, path, flags, output, events };
    const ended = await planAndExecute(run).catch((error: unknown) => ({ error }));
    await conclude(ended, run);
    const lost = await events.close();
    if (lost !== undefined) await explainFailure(lost, output);
    if ("error" in ended) throw ended.error;
    const { code, written } = ended;
    // The exit code does not say that all is well to a reader that could not receive how the run went.
    const isHeard = lost === undefined && !output.lost;
    return code === EXIT.done && !isHeard ? (written ? EXIT.partial : EXIT.failed) : code;
  } finally {
    ports.clusters.close();
  }
}

async function planAndExecute(run: Run): Promise<Ended> {
  const { ports, path, flags, output } = run;
  const input = await loadInput(ports.files, path, output, flags);
  if (input.kind === "refused") return nothingWritten(EXIT.failed);
  const isSaved = input.kind === "plan";
  if (!isSaved) refuseWithoutConsent(path, flags, output);
  if (!isSaved) refuseFlagsOfSaved(path, flags);
  const isPrinted = flags.format === "text" && flags.expectDigest === undefined;
  const options = { allowUnreachable: false, contexts: flags.context, isPrinted };
  const made = await planFrom(ports, input, options, output);
  if (made === undefined) return nothingWritten(EXIT.failed);
  const { plan } = made;
  if (isSaved) await requirePlanPaths(plan, path, flags.allowPath ?? []);
  const old = isSaved ? tooOld({ ...plan, ...input, path }, flags, ports.clock.now()) : undefined;
  if (old !== undefined) {
    await explainFailure(old, output);
    return nothingWritten(EXIT.stale);
  }
  refuseReadOnly(plan, flags);
  refuseIncomplete(plan, flags);
  const approval = await approve(made, isSaved, flags, output);
  if (approval !== "go") return nothingWritten(approval);
  return isSaved
    ? await execute(plan, input.created, run)
    : await execute(plan, undefined, { ...run, read: input });
}

function refuseFlagsOfSaved(path: string, { maxAge, replay }: ApplyFlags): void {
  if (maxAge !== undefined)
    throw new UsageError(
      `${path} is planned now, so it has no age`,
      "--max-age is for saved plans",
    );
  if (replay === true)
    throw new UsageError(
      `${path} is planned now, so it was not applied before`,
      "--replay is for saved plans",
    );
}

function nothingWritten(code: ExitCode): Ended {
  return { code, written: false };
}

/** The exit code of an apply for a thrown error; undefined if the error does not end an apply. */
function codeOf(error: unknown): ExitCode | undefined {
  if (error instanceof Interrupted) return EXIT.interrupted;
  return error instanceof MeshplanError ? exitOf(error) : undefined;
}

/**
 * A run that executed nothing says so in one event, because no event at all looks like a run that was killed. A wrong
 * command line and our own bugs do not end an apply, and get no event.
 */
async function conclude(
  ended: Ended | { readonly error: unknown },
  { ports, flags, output, events }: Run,
): Promise<void> {
  const code = "error" in ended ? codeOf(ended.error) : ended.code;
  if (code === undefined) return;
  const outcome = outcomeOf(code);
  const event = await events.conclude(outcome, new Date(ports.clock.now()).toISOString());
  if (event === undefined) return;
  if (flags.format === "json") await output.print(eventJson(event));
  if (flags.format === "markdown")
    await output.print(printable`**Nothing was written.** The apply is ${outcome}.`);
}

function outcomeOf(code: ExitCode): ApplyOutcome {
  if (code === EXIT.done) return "done";
  if (code === EXIT.stale) return "stale";
  return code === EXIT.interrupted ? "interrupted" : "failed";
}

/** Known before any cluster is asked, so it is said before. */
function refuseWithoutConsent(path: string, flags: ApplyFlags, output: Output): void {
  if (flags.autoApprove === true || flags.expectDigest !== undefined) return;
  const canAsk =
    output.stdin.isTTY && output.stdout.isTTY && path !== "-" && flags.format === "text";
  if (canAsk) return;
  throw new UsageError(
    "nobody can be asked for approval here",
    `give --auto-approve, or --expect-digest with the digest that was reviewed, or apply a saved plan (${commandLine`meshplan plan ${path} --out FILE ${selection("plan", flags)}`})`,
  );
}

/** No server has dry-run it, and the objects it could not read may be different from what it says. */
function refuseReadOnly(plan: Plan, flags: ApplyFlags): void {
  if (plan.readOnly !== true) return;
  throw new MeshplanError("MP0595", "the plan is read-only: it shows what an apply would do", {
    nextSteps: [
      `plan again with the rights of an apply: ${commandLine`meshplan plan ${plan.file} --out FILE ${selection("plan", flags)}`}`,
    ],
  });
}

function refuseIncomplete(plan: Plan, flags: ApplyFlags): void {
  if (plan.complete) return;
  const missing = plan.clusters.filter(({ reachable }) => !reachable).map(({ name }) => name);
  throw new MeshplanError(
    "MP0512",
    `the plan was made without ${missing.join(", ")}, which could not be reached`,
    {
      nextSteps: [
        `plan again when every cluster answers: ${commandLine`meshplan plan ${plan.file} ${selection("plan", flags)}`}`,
      ],
    },
  );
}

async function approve(
  made: Made,
  isSaved: boolean,
  flags: ApplyFlags,
  output: Output,
): Promise<ExitCode | "go"> {
  const { plan } = made;
  if (flags.expectDigest !== undefined && flags.expectDigest !== plan.digest) {
    await output.printError(
      printable`The plan's digest is ${plan.digest}, not the expected one. Nothing was written.`,
    );
    return EXIT.stale;
  }
  const view = planView(plan, VERSION);
  if (isTooRisky(view, flags)) return await refuseRisk(made, isSaved, flags, output);
  if (isSaved) return "go"; // Whether it goes on with what an earlier run began is known under the lock.
  const text = wholeText(made, flags, output);
  const isAsked =
    hasChanges(plan) && flags.autoApprove !== true && flags.expectDigest === undefined;
  if (!isAsked) {
    if (flags.format === "text") await output.print(text);
    return hasChanges(plan) ? "go" : EXIT.done;
  }
  // Of a long plan the risks have left the screen by now.
  const again = riskReminder(view, painter(output.color), output.width);
  await output.print(text);
  await output.print(printableLines(again));
  const answer = await ask(printable`\nApply exactly this plan?`, "stdout", output);
  if (answer === "yes") return "go";
  await output.print(printable`Apply cancelled. Nothing was written.`);
  return answer === "interrupted" ? EXIT.interrupted : EXIT.failed;
}

/** The plan is shown as it would have been before the question, so that somebody sees what to have approved. */
async function refuseRisk(
  made: Made,
  isSaved: boolean,
  flags: ApplyFlags,
  output: Output,
): Promise<ExitCode> {
  const { risk, risk_reason: reason = "" } = planView(made.plan, VERSION).summary;
  if (flags.format === "text" && !isSaved) await output.print(wholeText(made, flags, output));
  await output.printError(
    printable`The risk of the plan is ${risk}, because of ${reason}; ${flags.failOn ?? ""} is enough to refuse it (--fail-on). Nothing was written.`,
  );
  return EXIT.risky;
}

function wholeText({ plan, warnings }: Made, flags: ApplyFlags, output: Output): Printable {
  return planText(planView(plan, VERSION), {
    color: output.color,
    full: flags.full ?? false,
    width: output.width,
    ...(warnings === undefined ? {} : { warnings }),
  });
}

/** A saved plan that an earlier run began is not printed again: what was done since is no change any more. */
function savedText(plan: Plan, begun: string | undefined, { path, flags, output }: Run): Printable {
  if (begun === undefined) return wholeText({ plan }, flags, output);
  const what = path === "-" ? "this plan" : path;
  const show =
    path === "-"
      ? []
      : [`${commandLine`meshplan show ${path} ${selection("show", flags)}`} prints the plan.`];
  const resumed = printable`An apply of ${what} ended at ${begun} before it was done. This one goes on: what is done already stays as it is.`;
  return printableLines([
    ...wrap(resumed, output.width),
    ...show,
    planLine(planView(plan, VERSION)),
  ]);
}

/** Checks under the lock everything that must hold until the last write. `made`: when a saved plan was made. */
async function execute(plan: Plan, made: string | undefined, run: Run): Promise<Ended> {
  const { ports, path, flags, output } = run;
  const unlock = commandLine`meshplan unlock ${path === "-" ? plan.file : path} ${selection("unlock", flags)}`;
  const locked = await takeLock(ports, plan, output, { seconds: flags.lockTimeout, unlock });
  if (locked.stale !== undefined) return nothingWritten(await refuseStale(locked.stale, plan, run));
  const { lock } = locked;
  if (made !== undefined && flags.replay !== true) {
    const one = { ...plan, path, created: made, flags };
    await refuseReplay(lock.records, one, output).catch(async (error: unknown) => {
      await giveLockBack(ports, lock, output);
      throw error;
    });
  }
  if (made !== undefined && flags.format === "text") {
    const begun = begunBefore(lock.records, { digest: plan.digest, made });
    await output.print(savedText(plan, begun?.finished, run));
  }
  const id = { plan: plan.digest, ...(made === undefined ? {} : { made }), mesh: plan.mesh };
  const giveBack = (outcome: ApplyOutcome): ReturnType<typeof giveLockBack> =>
    giveLockBack(ports, lock, output, { ...id, outcome });
  const ended = await recheckAndPerform(plan, lock, run).catch(async (error: unknown) => {
    await giveBack(error instanceof Interrupted ? "interrupted" : "failed");
    throw error;
  });
  const lost = await giveBack(outcomeOf(ended.code));
  if (lost === undefined || (ended.code !== EXIT.done && ended.code !== EXIT.failed)) return ended;
  // Somebody else may have written beside this run: it can say neither that all is well, nor that nothing changed.
  await explainFailure(lost, output);
  return { ...ended, code: EXIT.partial };
}

async function recheckAndPerform(plan: Plan, lock: RunLock, run: Run): Promise<Ended> {
  const { ports, output, flags } = run;
  loadEarly({ output, format: flags.format });
  const rechecked = await withProgress(output, (onStep) => recheck(ports, plan, onStep));
  if (rechecked.refused.length > 0) {
    await report(rechecked.refused, undefined, output, plan.clusters);
    return nothingWritten(EXIT.failed);
  }
  if (rechecked.stale.length > 0)
    return nothingWritten(await refuseStale(rechecked.stale, plan, run));
  const state = await perform(plan, rechecked, lock, run);
  const written = state.objectsWritten > 0;
  return { code: exitCode(state, { written }), written };
}

async function perform(
  plan: Plan,
  rechecked: Rechecked,
  lock: RunLock,
  { ports, path, flags, output, events, read }: Run,
): Promise<ApplyState> {
  const stops = interrupts();
  try {
    const stream = applyPlan(ports, plan, rechecked, {
      lock,
      signal: stops.signal,
      abort: stops.abort,
      ...(flags.parallelism === undefined ? {} : { parallelism: flags.parallelism }),
      ...(flags.timeout === undefined ? {} : { totalTimeoutSeconds: flags.timeout }),
    });
    return await showApply(events.tee(withNextSteps(stream, { file: plan.file, flags, read })), {
      output,
      format: flags.format,
      interrupt: stops.press,
      resume: commandLine`meshplan apply ${path} ${flags.replay === true ? ["--replay"] : []} ${selection("apply", flags)}`,
      leftOver: leftOverText(plan, path, flags),
      clock: ports.clock,
    });
  } finally {
    stops.release();
  }
}

/** An apply ends well while objects that nobody asks for any more keep working: a person who reads only the end must know. */
function leftOverText(
  { leftovers = [], file }: Plan,
  path: string,
  flags: ApplyFlags,
): string | undefined {
  if (leftovers.length === 0) return undefined;
  const command =
    path === file
      ? commandLine`meshplan plan ${path} ${selection("plan", flags)}`
      : commandLine`meshplan show ${path} ${selection("show", flags)}`;
  return `Left over: ${plural(leftovers.length, "object")} that the file does not ask for. ${command} lists what to do.`;
}

async function refuseStale(
  stale: readonly Diagnostic[],
  plan: Plan,
  { output, flags }: Run,
): Promise<ExitCode> {
  await report(stale, undefined, output, plan.clusters);
  await output.printError(
    printable`The plan is stale: ${stale.length === 1 ? "something has" : `${stale.length} things have`} moved since it was made. Nothing was written.\nPlan again: ${planAgain({ file: plan.file, flags })}`,
  );
  return EXIT.stale;
}
