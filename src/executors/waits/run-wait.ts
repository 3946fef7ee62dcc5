import { MeshplanError } from "../../errors.ts";
import type { ObjectRef } from "../../kube/object.ts";
import type { Action, Wait } from "../../planner/action.ts";
import { waitText } from "../../planner/wait-text.ts";
import { kubectl, type RunContext } from "../context.ts";
import { bindWait } from "./index.ts";
import type { WaitOutputs } from "./wait-context.ts";

/** Does one wait of an action: tells what it waits for, measures its time, and keeps what it hands out. */
export async function runWait(wait: Wait, action: Action, context: RunContext): Promise<void> {
  const text = waitText(wait, action.cluster);
  context.emit({ type: "wait-started", action: action.id, text });
  const outputs = await watchInTime(wait, text, action, context);
  for (const [output, value] of Object.entries(outputs))
    context.outputs.set({ action: action.id, output }, value);
  context.emit({ type: "wait-finished", action: action.id, text });
}

async function watchInTime(
  wait: Wait,
  text: string,
  action: Action,
  context: RunContext,
): Promise<WaitOutputs> {
  const { clock, stop } = context;
  const waiter = bindWait(wait);
  const client = context.clients(action.cluster);
  const timeUp = new AbortController();
  const ended = new AbortController();
  let lastSeen: string | undefined;
  const saw = (detail: string): void => {
    if (detail === lastSeen) return;
    lastSeen = detail;
    context.emit({ type: "wait-progress", action: action.id, text, detail });
  };
  const why = async () => {
    const reason = await waiter.explain(client).catch(() => undefined);
    return reason === undefined ? "" : `; ${reason}`;
  };
  const describe = (object: ObjectRef) => ({
    cluster: action.cluster,
    object,
    nextSteps: [kubectl(context.plan, action.cluster, "describe", object)],
  });
  void clock
    .sleep(wait.timeoutSeconds * 1000, ended.signal)
    .then(() => (ended.signal.aborted ? undefined : timeUp.abort()))
    .catch(() => undefined);
  try {
    return await waiter.watch({
      client,
      clock,
      signal: AbortSignal.any([stop, timeUp.signal, ended.signal]),
      saw,
      note: (note) => context.emit({ type: "note", action: action.id, text: note }),
      giveUp: async (reason, object) => {
        const message = `gave up waiting for ${text}: ${reason}${await why()}`;
        throw new MeshplanError("MP9302", message, describe(object));
      },
    });
  } catch (error) {
    if (stop.aborted || !timeUp.signal.aborted) throw error;
    const message = `waited ${duration(wait.timeoutSeconds)} for ${text}, and last saw: ${lastSeen ?? "nothing of it"}${await why()}`;
    throw new MeshplanError("MP9301", message, describe(waiter.subject));
  } finally {
    ended.abort();
  }
}

/** `5m`, `90s`: as the mesh file writes it. */
function duration(seconds: number): string {
  return seconds >= 60 && seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
