import type { DiagnosticCode } from "../../diagnostics/codes.ts";
import { MeshplanError } from "../../errors.ts";
import type { ObjectRef } from "../../kube/object.ts";
import type { Wait } from "../../planner/action.ts";
import { waitText } from "../../planner/wait-text.ts";
import { type ActionContext, kubectl, kubectlLogs } from "../context.ts";
import { filledBody, plannedBody } from "../kinds/body.ts";
import { bindWait } from "./index.ts";
import type { WaitOutputs } from "./wait-context.ts";

/**
 * Does one wait of an action: reports what it waits for, measures its time, and keeps what it hands out. A wait holds nothing,
 * so it ends at once when the run is interrupted, even during a request, and nothing more is heard of it.
 */
export async function runWait(wait: Wait, context: ActionContext): Promise<void> {
  const { action, outputs } = context;
  const cutOff = AbortSignal.any([context.stop, context.interrupt]);
  cutOff.throwIfAborted();
  const text = waitText(wait, action.cluster);
  context.emit({ type: "wait-started", action: action.id, text });
  const ended = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const once = { once: true, signal: ended.signal };
    cutOff.addEventListener("abort", () => reject(cutOff.reason as Error), once);
  });
  const found = await Promise.race([
    aborted,
    watchInTime(wait, text, context, ended.signal),
  ]).finally(() => ended.abort());
  for (const [output, value] of Object.entries(found)) await outputs.put(output, value);
  context.emit({ type: "wait-finished", action: action.id, text });
}

async function watchInTime(
  wait: Wait,
  text: string,
  context: ActionContext,
  ended: AbortSignal,
): Promise<WaitOutputs> {
  const { action, client, clock } = context;
  const bound = bindWait(wait);
  const timeUp = new AbortController();
  const emit: ActionContext["emit"] = (event) => {
    if (!ended.aborted) context.emit(event);
  };
  const account = new Account((detail) =>
    emit({ type: "wait-progress", action: action.id, text, detail }),
  );
  const problem = async (code: DiagnosticCode, message: string, object: ObjectRef) => {
    const reason = await bound.explain(client);
    return new MeshplanError(code, reason === undefined ? message : `${message}; ${reason}`, {
      cluster: action.cluster,
      object,
      nextSteps: [
        bound.logs === undefined
          ? kubectl(context, "describe", object)
          : kubectlLogs(context, bound.logs),
      ],
    });
  };
  void after(wait.timeoutSeconds, clock, ended, () => timeUp.abort());
  void explainSlowness(() => bound.explain(client), account, clock, ended);
  try {
    return await bound.watch({
      client,
      clock,
      signal: AbortSignal.any([timeUp.signal, ended]),
      saw: (detail, of) => account.saw(detail, of),
      body: (planned) => filledBody(plannedBody(planned, context), context),
      note: (note) => emit({ type: "note", action: action.id, text: note }),
      giveUp: async (reason, object) => {
        throw await problem("MP9302", `gave up waiting for ${text}: ${reason}`, object);
      },
    });
  } catch (error) {
    if (!timeUp.signal.aborted) throw error;
    const message = `waited ${duration(wait.timeoutSeconds)} for ${text}, and last saw: ${account.last ?? "nothing of it"}`;
    throw await problem("MP9301", message, account.of ?? bound.subject);
  }
}

/** What was seen last, and why the wait lasts; reported whenever the sentence changes. */
class Account {
  readonly #tell: (detail: string) => void;
  #told: string | undefined;
  #last: string | undefined;
  #of: ObjectRef | undefined;
  #reason: string | undefined;

  constructor(tell: (detail: string) => void) {
    this.#tell = tell;
  }

  get last(): string | undefined {
    return this.#last;
  }

  get of(): ObjectRef | undefined {
    return this.#of;
  }

  saw(detail: string, of?: ObjectRef): void {
    this.#last = detail;
    this.#of = of;
    this.#say();
  }

  because(reason: string | undefined): void {
    this.#reason = reason;
    if (this.#last !== undefined) this.#say();
  }

  #say(): void {
    const sentence = [this.#last, this.#reason].filter(Boolean).join("; ");
    if (sentence === this.#told) return;
    this.#told = sentence;
    this.#tell(sentence);
  }
}

const EXPLAIN_SECONDS = 10;

/** A long wait says why, long before its time is over: nobody wants to watch five minutes for a misspelt image. */
async function explainSlowness(
  explain: () => Promise<string | undefined>,
  account: Account,
  clock: ActionContext["clock"],
  ended: AbortSignal,
): Promise<void> {
  await after(EXPLAIN_SECONDS, clock, ended, async () => {
    const reason = await explain();
    if (ended.aborted) return;
    account.because(reason);
    await explainSlowness(explain, account, clock, ended);
  });
}

/** Does something later, unless it is no longer wanted by then. */
async function after(
  seconds: number,
  clock: ActionContext["clock"],
  ended: AbortSignal,
  act: () => void | Promise<void>,
): Promise<void> {
  try {
    await clock.sleep(seconds * 1000, ended);
  } catch {
    return;
  }
  if (!ended.aborted) await act();
}

/** `5m`, `90s`: durations as the mesh file writes them. */
function duration(seconds: number): string {
  return seconds >= 60 && seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
