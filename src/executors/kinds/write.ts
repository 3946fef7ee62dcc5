import { MeshplanError } from "../../errors.ts";
import { applyStage } from "../../kube/apply-order.ts";
import { ApiError } from "../../kube/api-error.ts";
import { type KubeObject, managedFieldsOf, type ObjectRef, refText } from "../../kube/object.ts";
import type { Action } from "../../planner/action.ts";
import type { Change } from "../../planner/change.ts";
import { FIELD_MANAGER } from "../../planner/plan.ts";
import type { ApplyResult } from "../../ports.ts";
import { changeKey, pendingChanges, type RunContext } from "../context.ts";
import { withRetries } from "../retry.ts";
import { filledBody, plannedBody, withPrecondition } from "./body.ts";
import { passingRefusal, staleObject, takenFields } from "./refusals.ts";

type Complete = (body: KubeObject) => KubeObject;

/**
 * Sends the changes of an action that are not done yet.
 *
 * Objects of one stage go in parallel, stages one after the other. After a refusal nothing of a later stage is sent, but
 * what is on its way is awaited, so that no write is left without its event. `complete` adds what no plan may hold.
 */
export async function writeChanges(
  action: Action,
  context: RunContext,
  complete: Complete = (body) => body,
): Promise<void> {
  for (const changes of stagesOf(pendingChanges(action, context.done))) {
    const results = await Promise.allSettled(
      changes.map((change) => writeChange(change, action, context, complete)),
    );
    const reasons = results.flatMap((result): unknown[] =>
      result.status === "rejected" ? [result.reason] : [],
    );
    // A refusal says more than that somebody pressed Ctrl-C meanwhile.
    const [first] = reasons.filter((reason) => reason !== context.interrupt.reason);
    if (reasons.length > 0) throw first ?? reasons[0];
  }
}

function stagesOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const stages = new Map<number, Change[]>();
  for (const change of changes) {
    const stage = applyStage(change.object.kind);
    stages.set(stage, [...(stages.get(stage) ?? []), change]);
  }
  return [...stages].sort(([a], [b]) => a - b).map(([, stage]) => stage);
}

async function writeChange(
  change: Change,
  action: Action,
  context: RunContext,
  complete: Complete,
): Promise<void> {
  requireWritable(change, action);
  context.stop.throwIfAborted();
  const { object, verb } = change;
  const body = filledBody(complete(plannedBody(change, context)), action, context);
  const answer = await send(
    withPrecondition(body, change, action, context),
    change,
    action,
    context,
  );
  if (answer.kind === "conflict") throw takenFields(answer.conflicts, object, action);
  const foreign = verb === "create" && !answer.created && !wasMadeByUs(answer.object);
  const seen = context.seenVersions.get(changeKey(action.id, object));
  const result = foreign ? "changed" : outcomeOf(answer, change, seen);
  context.emit({ type: "object-written", action: action.id, object, verb, result });
  if (foreign) throw createdByOthers(answer.object, object, action);
}

/** Deletions and take-overs are not planned in this version; a plan that asks for one was not made by it. */
function requireWritable({ verb, object, precondition }: Change, action: Action): void {
  const writable = verb === "create" ? precondition.absent : !precondition.absent;
  if (!["create", "update", "adopt"].includes(verb) || !writable)
    throw new Error(`internal: ${action.id} cannot ${verb} ${refText(object)}`);
}

async function send(
  body: KubeObject,
  change: Change,
  action: Action,
  context: RunContext,
): Promise<ApplyResult> {
  const { clock, stop, interrupt } = context;
  const client = context.clients(action.cluster);
  try {
    return await withRetries(() => client.apply(body, { force: change.force, signal: stop }), {
      clock,
      stop,
      interrupt,
      classify: (error) => passingRefusal(error, change, action, context),
      onRetry: (text, attempt) => {
        const subject = refText(change.object);
        context.emit({ type: "retrying", action: action.id, text: `${subject}: ${text}`, attempt });
      },
    });
  } catch (error) {
    const stale = error instanceof ApiError ? staleObject(error, change.object, action) : undefined;
    throw stale ?? error;
  }
}

function outcomeOf(
  { created, object }: Extract<ApplyResult, { kind: "applied" }>,
  { verb }: Change,
  seen: string | undefined,
): "changed" | "unchanged" {
  if (verb === "create") return created ? "changed" : "unchanged";
  return object.metadata.resourceVersion === seen ? "unchanged" : "changed";
}

/**
 * Whether an object that was there already is our own: a repeat of a create whose answer was lost.
 *
 * Our fields then date from the object's first second, for a repeat that changes nothing keeps their time. Had somebody
 * else made it, our fields would have come on with this request.
 */
function wasMadeByUs(object: KubeObject): boolean {
  const ours = managedFieldsOf(object).find(
    (entry) => entry.manager === FIELD_MANAGER && entry.operation === "Apply",
  );
  const { creationTimestamp } = object.metadata;
  if (ours?.time === undefined || creationTimestamp === undefined) return false;
  return Math.abs(Date.parse(ours.time) - Date.parse(creationTimestamp)) <= 1000;
}

function createdByOthers(live: KubeObject, object: ObjectRef, action: Action): MeshplanError {
  const owners = managedFieldsOf(live)
    .filter((entry) => entry.manager !== FIELD_MANAGER && entry.subresource === undefined)
    .map((entry) => entry.manager);
  const who = [...new Set(owners)].sort().join(", ") || "somebody else";
  return new MeshplanError("MP9304", `${refText(object)} was created by ${who} since the plan`, {
    cluster: action.cluster,
    object,
    nextSteps: ["meshplan plan"],
  });
}
