import { MeshplanError } from "../errors.ts";
import type { Action, ActionId } from "../planner/action.ts";
import type { Plan } from "../planner/plan.ts";
import type { SeenObject } from "../planner/recheck.ts";
import type { ClusterClient, Clock } from "../ports.ts";
import { keepText } from "../certs/secret-texts.ts";
import { actionDataOf } from "./action-data.ts";
import type { ActionData, ActionPorts, EventBody } from "./context.ts";
import { pendingChanges } from "./pending.ts";
import { EventQueue } from "./event-queue.ts";
import type { ApplyEvent } from "./events.ts";
import type { WriteGuard } from "./lock/held-lock.ts";
import { Outputs } from "./outputs.ts";
import { problemOf } from "./problem.ts";
import { runAction } from "./run-action.ts";
import { withoutUrlUsers } from "../util/without-url-users.ts";
import { Scheduler } from "./scheduler.ts";
import type { Signer } from "./signer.ts";
import { mapStrings } from "../util/map-strings.ts";
import { SecretRegistry } from "../util/secret-registry.ts";

/** Actions that write at the same time, all clusters together. */
const DEFAULT_PARALLELISM = 64;
const WRITING_PER_CLUSTER = 10;

export interface ExecuteOptions {
  readonly clients: (cluster: string) => ClusterClient;
  readonly clock: Clock;
  /** The secrets known before the run; without it, a run knows only its own. */
  readonly secrets?: SecretRegistry;
  /** Held for as long as the run writes. */
  readonly lock: WriteGuard;
  /** `changeKey` of each change that the recheck found already made. It is not written again, but every wait still runs. */
  readonly done?: ReadonlySet<string>;
  /** What the recheck saw, by `changeKey`: it has an entry for every change of a present object that is not done. */
  readonly seen?: ReadonlyMap<string, SeenObject>;
  /** The private keys that the plan's CAs need. */
  readonly signer?: Signer;
  /** Where an action runs; absent: in this process. It ends with the reason of a signal that cut it short, as `runAction` does. */
  readonly runAction?: typeof runAction;
  readonly parallelism?: number;
  /** Ctrl-C once: writes that run are finished, waits end, nothing new starts. */
  readonly signal?: AbortSignal;
  /** Ctrl-C twice: requests are cut off too. */
  readonly abort?: AbortSignal;
  /** Bounds the whole run; waits have their own limits. */
  readonly totalTimeoutSeconds?: number;
}

/**
 * Runs a plan and reports what happens, as it happens. The caller has rechecked the plan.
 *
 * Nothing is thrown for what the world refuses: that is an `action-failed`. The first event is `apply-started`, the last
 * `apply-finished`; every action in between ends once (finished, failed, skipped) or is left over by an interrupt. A caller
 * that stops listening stops the run. The run may be killed at any moment and run again: all writes are safe to repeat.
 */
export async function* execute(
  plan: Plan,
  options: ExecuteOptions,
): AsyncGenerator<ApplyEvent, void, undefined> {
  const run = new Run(plan, options);
  // eslint-disable-next-line meshplan/no-waiting-promise -- it never rejects: a bug goes to whoever reads the events
  const finished = run.start();
  try {
    yield* run.events;
  } finally {
    run.abort();
    await finished;
  }
}

/** One run of one plan: feeds the scheduler's decisions into actions, and their ends back into the scheduler. */
class Run {
  readonly events = new EventQueue<ApplyEvent>();
  readonly #plan: Plan;
  readonly #options: ExecuteOptions;
  readonly #scheduler: Scheduler;
  readonly #actions: ReadonlyMap<string, Action>;
  readonly #dataOf: (action: Action) => ActionData;
  readonly #done: ReadonlySet<string>;
  readonly #secrets: SecretRegistry;
  readonly #outputs: Outputs;
  readonly #interrupt = new AbortController();
  readonly #stop = new AbortController();
  readonly #ended = new AbortController();
  readonly #written = new Map<ActionId, number>();
  #seq = 0;
  #failed = false;
  /** The actions that an interrupt left over: no further event tells of them. */
  #left: ReadonlySet<string> = new Set();
  #bug: { readonly error: unknown } | undefined;

  constructor(plan: Plan, options: ExecuteOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#actions = new Map(plan.actions.map((action) => [action.id, action]));
    const { done = new Set(), seen = new Map<string, SeenObject>(), clients, signer } = options;
    this.#done = done;
    this.#secrets = options.secrets ?? new SecretRegistry();
    this.#outputs = new Outputs(this.#secrets);
    this.#dataOf = actionDataOf(plan, { done, seen, root: signer?.root, clients });
    this.#scheduler = new Scheduler(
      plan.actions.map((action) => ({
        id: action.id,
        cluster: action.cluster,
        needs: action.needs.map((need) => need.id),
        writes: pendingChanges(action, done).length > 0,
      })),
      { total: options.parallelism ?? DEFAULT_PARALLELISM, perCluster: WRITING_PER_CLUSTER },
    );
  }

  /** Resolves when nothing runs any more. Never rejects: a bug goes to whoever reads the events. */
  start(): Promise<void> {
    this.#announce();
    this.#listen();
    return new Promise((resolve) => {
      this.#ended.signal.addEventListener("abort", () => resolve());
      this.#next();
    });
  }

  /** Cuts off the requests in progress; has no effect on a run that has ended. */
  abort(): void {
    if (this.#ended.signal.aborted) return;
    this.#giveUpWaiting();
    this.#cutOff(
      new MeshplanError("MP9308", "stopped before it was finished", {
        nextSteps: ["run the same apply again: it continues from here"],
      }),
    );
  }

  #announce(): void {
    const { mesh, digest, actions } = this.#plan;
    this.#emit({
      type: "apply-started",
      mesh,
      digest,
      actions: actions.map((action) => ({
        id: action.id,
        cluster: action.cluster,
        component: action.component,
        needs: action.needs.map((need) => need.id),
        changes: pendingChanges(action, this.#done).length,
      })),
    });
  }

  #listen(): void {
    const { signal, abort, clock, totalTimeoutSeconds } = this.#options;
    const until = { signal: this.#ended.signal };
    signal?.addEventListener("abort", () => this.#giveUpWaiting(), until);
    abort?.addEventListener("abort", () => this.abort(), until);
    if (signal?.aborted === true) this.#giveUpWaiting();
    if (abort?.aborted === true) this.abort();
    if (totalTimeoutSeconds === undefined) return;
    void clock
      .sleep(totalTimeoutSeconds * 1000, this.#ended.signal)
      .then(() => this.#cutOff(tooLong(totalTimeoutSeconds)))
      .catch(() => undefined);
  }

  #next(): void {
    for (const id of this.#scheduler.start()) {
      const action = this.#actions.get(id);
      if (action !== undefined) void this.#run(action);
    }
    if (this.#scheduler.finished && !this.#ended.signal.aborted) this.#end();
  }

  async #run(action: Action): Promise<void> {
    this.#emit({ type: "action-started", action: action.id });
    try {
      this.#stop.signal.throwIfAborted();
      const { runAction: run = runAction } = this.#options;
      await run(this.#dataOf(action), this.#portsOf(action));
      if (!this.#left.has(action.id)) this.#finish(action);
      else this.#scheduler.finish(action.id, "left");
    } catch (error) {
      if (this.#isLeft(action, error)) this.#scheduler.finish(action.id, "left");
      else this.#fail(action, error);
    }
    this.#next();
  }

  #portsOf(action: Action): ActionPorts {
    const { clients, clock, lock } = this.#options;
    const outputs = this.#outputs;
    return {
      client: clients(action.cluster),
      clock: {
        now: () => soon(() => clock.now()),
        sleep: (milliseconds, signal) => clock.sleep(milliseconds, signal),
      },
      outputs: {
        put: (output, value) => soon(() => outputs.put({ action: action.id, output }, value)),
        find: (ref) => soon(() => outputs.find(ref)),
        reveal: (output) => soon(() => outputs.reveal({ action: tokenSource(action), output })),
      },
      signer: this.#signerOf(action),
      lock,
      written: () =>
        soon(() => {
          this.#scheduler.written(action.id);
          this.#next();
        }),
      emit: (event) => this.#emit(event),
      interrupt: this.#interrupt.signal,
      stop: this.#stop.signal,
    };
  }

  /** A new key is a secret of the run before it is handed out. */
  #signerOf(action: Action): ActionPorts["signer"] {
    const { signer, clock } = this.#options;
    const asked = <T>(ask: (keys: Signer, of: Action<"trust">) => T): Promise<T> =>
      soon(() => {
        if (signer === undefined || action.kind !== "trust")
          throw new Error(`internal: ${action.id} was started without keys`);
        const note = signer.takeNote();
        if (note !== undefined) this.#emit({ type: "note", action: action.id, text: note });
        return ask(signer, action);
      });
    return {
      sign: () =>
        asked((keys, of) => {
          const made = keys.sign(of, new Date(clock.now()));
          keepText(made["ca-key.pem"], this.#secrets);
          return made;
        }),
      key: () => asked((keys, of) => keys.keyOf(of)),
    };
  }

  /** No event follows for an action reported as left, whatever its wait still says; only our own bugs are reported anyway. */
  #isLeft(action: Action, error: unknown): boolean {
    const { signal } = this.#interrupt;
    if (!signal.aborted) return false;
    const isWorld = error instanceof MeshplanError;
    return error === signal.reason || (this.#left.has(action.id) && isWorld);
  }

  #finish(action: Action): void {
    const written = this.#written.get(action.id) ?? 0;
    const outcome = written > 0 ? "changed" : "unchanged";
    this.#emit({ type: "action-finished", action: action.id, outcome, written });
    this.#scheduler.finish(action.id, outcome);
  }

  #fail(action: Action, error: unknown): void {
    const { signal } = this.#stop;
    try {
      const problem = problemOf(signal.aborted ? signal.reason : error, action.cluster);
      this.#failed = true;
      this.#emit({ type: "action-failed", action: action.id, problem });
    } catch (bug) {
      this.#bug ??= { error: bug };
      this.abort();
    }
    for (const { id, because } of this.#scheduler.finish(action.id, "failed")) {
      const [skipped, cause] = [this.#actions.get(id), this.#actions.get(because)];
      if (skipped !== undefined && cause !== undefined)
        this.#emit({ type: "action-skipped", action: skipped.id, because: cause.id });
    }
  }

  #giveUpWaiting(): void {
    if (this.#interrupt.signal.aborted || this.#ended.signal.aborted) return;
    const { running, left } = this.#scheduler.interrupt();
    const named = (ids: readonly string[]) =>
      this.#plan.actions.map((action) => action.id).filter((id) => ids.includes(id));
    this.#left = new Set(left);
    this.#emit({ type: "interrupted", running: named(running), left: named(left) });
    this.#interrupt.abort();
  }

  #cutOff(reason: MeshplanError): void {
    if (!this.#ended.signal.aborted && !this.#stop.signal.aborted) this.#stop.abort(reason);
  }

  #end(): void {
    let objectsWritten = 0;
    for (const count of this.#written.values()) objectsWritten += count;
    const interrupted = this.#interrupt.signal.aborted;
    const outcome = interrupted ? "interrupted" : this.#failed ? "failed" : "done";
    if (this.#bug === undefined) this.#emit({ type: "apply-finished", outcome, objectsWritten });
    this.#ended.abort();
    this.events.close(this.#bug);
  }

  #emit(event: EventBody): void {
    if (event.type === "object-written" && event.result === "changed")
      this.#written.set(event.action, (this.#written.get(event.action) ?? 0) + 1);
    const { clock } = this.#options;
    const clean = mapStrings(event, (text) => withoutUrlUsers(this.#secrets.redact(text)));
    this.#seq += 1;
    this.events.put({ seq: this.#seq, time: new Date(clock.now()).toISOString(), ...clean });
  }
}

/** A secret output leaves for the one kind of action that writes it, and for no other action than its plan says. */
function tokenSource(action: Action): ActionId {
  if (action.kind !== "remote-secret")
    throw new Error(`internal: ${action.id} asked for a secret of another action`);
  return action.tokenFrom;
}

/** The answer of a port of this process. What is thrown becomes a rejection, as it would come from another process. */
function soon<T>(answer: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(answer());
  });
}

function tooLong(seconds: number): MeshplanError {
  return new MeshplanError("MP9309", `the whole run took longer than ${seconds} seconds`, {
    nextSteps: ["run the same apply again, with a longer --timeout: it continues from here"],
  });
}
