import { applyStage } from "../../kube/apply-order.ts";
import { type KubeObject, refText } from "../../kube/object.ts";
import type { Action } from "../../planner/action.ts";
import type { ActionContext, PendingChange } from "../context.ts";
import { filledBody, plannedBody } from "./body.ts";
import { create } from "./create.ts";
import { update } from "./update.ts";

type Complete = (body: KubeObject) => KubeObject;

/**
 * Sends the changes of an action that are not done yet.
 *
 * Objects of one stage go in parallel, stages one after the other. After a refusal no object of a later stage is sent, but
 * requests already sent are awaited, so that no write is left without its event. `complete` adds what no plan may hold.
 */
export async function writeChanges(
  context: ActionContext,
  complete: Complete = (body) => body,
): Promise<void> {
  for (const changes of stagesOf(context.pending)) {
    const results = await Promise.allSettled(
      changes.map((change) => writeChange(change, context, complete)),
    );
    const reasons = results.flatMap((result): unknown[] =>
      result.status === "rejected" ? [result.reason] : [],
    );
    // A refusal tells people more than the fact that somebody pressed Ctrl-C meanwhile.
    const [first] = reasons.filter((reason) => reason !== context.interrupt.reason);
    if (reasons.length > 0) throw first ?? reasons[0];
  }
}

function stagesOf(changes: readonly PendingChange[]): readonly (readonly PendingChange[])[] {
  const stages = new Map<number, PendingChange[]>();
  for (const change of changes) {
    const stage = applyStage(change.object.kind);
    stages.set(stage, [...(stages.get(stage) ?? []), change]);
  }
  return [...stages].sort(([a], [b]) => a - b).map(([, stage]) => stage);
}

async function writeChange(
  change: PendingChange,
  context: ActionContext,
  complete: Complete,
): Promise<void> {
  const { action } = context;
  requireWritable(change, action);
  context.stop.throwIfAborted();
  const { object, verb, precondition } = change;
  const body = await filledBody(complete(plannedBody(change, context)), context);
  const write = { change, context, body };
  const result = precondition.absent ? await create(write) : await update(write, precondition);
  context.emit({ type: "object-written", action: action.id, object, verb, result });
}

/** Deletions and take-overs are not planned in this version; a plan that asks for one was not made by it. */
function requireWritable({ verb, object, precondition }: PendingChange, action: Action): void {
  const writable = verb === "create" ? precondition.absent : !precondition.absent;
  if (!["create", "update", "adopt"].includes(verb) || !writable)
    throw new Error(`internal: ${action.id} cannot ${verb} ${refText(object)}`);
}
