import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { compareApplyOrder } from "../kube/apply-order.ts";
import { type KubeObject, refOf } from "../kube/object.ts";
import type { Action } from "./action.ts";
import type { BodyHash, Cause, Change, FieldChange, Precondition, Verb } from "./change.ts";
import type { DesiredAction, DesiredObject } from "./desired.ts";
import { fieldChanges } from "./diff.ts";
import { bodyHash, digestOf, ownedHash } from "./digest.ts";
import { isEssential } from "./essential.ts";
import { isFirstMark } from "./marks.ts";
import { type Observation, observationKey, type Observed } from "./observed.ts";
import type { Plan } from "./plan.ts";
import { changeRisk, highestRisk } from "./risk.ts";

/** What a plan says besides its actions. */
export type PlanFrame = Omit<Plan, "actions" | "bodies" | "digest">;

export interface MadePlan {
  readonly plan: Plan;
  /** MP05xx errors: with any of them there is nothing to apply. */
  readonly problems: readonly Diagnostic[];
}

/** Desired × observed → plan. Pure: equal inputs give equal plans and digests. */
export function makePlan(
  frame: PlanFrame,
  desired: readonly DesiredAction[],
  observed: Observed,
): MadePlan {
  const bodies = new Map<BodyHash, KubeObject>();
  const problems: Diagnostic[] = [];
  const actions = desired.map((action): Action => {
    const objects = [...action.objects].sort((a, b) => compareApplyOrder(a.body, b.body));
    const changes = objects.flatMap((object) => {
      const observation = observed.get(observationKey(action.cluster, refOf(object.body)));
      if (observation === undefined)
        throw new Error(`internal: ${action.id} has an object nobody looked at`);
      if (observation.kind === "refused") problems.push(observation.problem);
      else problems.push(...contestedEssentials(action, object, observation));
      return observation.kind === "refused" ? [] : [toChange(action, object, observation, bodies)];
    });
    const { objects: _, line: __, ...rest } = action;
    return { ...rest, changes, risk: highestRisk(changes.map(changeRisk)) };
  });
  const plan = { ...frame, actions, bodies };
  return { plan: { ...plan, digest: digestOf(plan) }, problems };
}

type Looked = Exclude<Observation, { kind: "refused" }>;

function toChange(
  action: DesiredAction,
  object: DesiredObject,
  observation: Looked,
  bodies: Map<BodyHash, KubeObject>,
): Change {
  // The sent body may hold a secret: what is stored is cut to the same fields, but from the body with its holes.
  const body =
    object.secret || object.filled === undefined
      ? withSameCuts(object.body, observation.sent)
      : observation.sent;
  const hash = bodyHash(body);
  bodies.set(hash, body);
  const fields = observation.kind === "changed" ? changedFields(observation, body) : [];
  const verb = verbOf(observation, fields);
  return {
    verb,
    object: refOf(body),
    cause: causeOf(action, observation),
    previewed: observation.kind !== "unchanged" && observation.result === undefined,
    fields,
    leftAlone: observation.kind === "absent" ? [] : observation.leftAlone,
    body: hash,
    precondition: preconditionOf(observation, hash),
    force: observation.kind === "changed" && observation.force,
  };
}

function verbOf(observation: Looked, fields: readonly FieldChange[]): Verb {
  if (observation.kind === "absent") return "create";
  if (observation.kind === "unchanged") return "none";
  return fields.length === 0 && observation.result !== undefined ? "adopt" : "update";
}

function causeOf(action: DesiredAction, observation: Looked): Cause {
  const drift = observation.kind === "changed" && observation.drift.length > 0;
  return drift ? { kind: "drift", by: observation.drift } : { kind: "file", line: action.line };
}

function changedFields(
  observation: Extract<Observation, { kind: "changed" }>,
  body: KubeObject,
): readonly FieldChange[] {
  const { live, result } = observation;
  const fields = fieldChanges(
    live,
    result ?? {
      ...live,
      ...observation.sent,
      metadata: { ...live.metadata, ...observation.sent.metadata },
    },
    body,
  );
  return isFirstMark(live, fields) ? [] : fields;
}

/** An object that is as its body says needs no hash of its own: what must hold on is that it stays so. */
function preconditionOf(observation: Looked, body: BodyHash): Precondition {
  if (observation.kind === "absent") return { absent: true };
  const { live, sent } = observation;
  const { uid, resourceVersion } = live.metadata;
  if (uid === undefined || resourceVersion === undefined)
    throw new Error("internal: a live object without uid or resourceVersion");
  const isAsBody = observation.kind === "unchanged";
  return {
    absent: false,
    uid,
    resourceVersion,
    ownedHash: isAsBody ? body : ownedHash(live, sent),
  };
}

/** `body` without what observation cut out of the filled body (runtime-owned and contested fields). */
function withSameCuts(body: KubeObject, sent: KubeObject): KubeObject {
  const cut = (whole: unknown, part: unknown): unknown => {
    if (!isRecord(whole) || !isRecord(part) || "$deferred" in whole) return whole;
    return Object.fromEntries(
      Object.keys(whole)
        .filter((key) => key in part)
        .map((key) => [key, cut(whole[key], part[key])]),
    );
  };
  return cut(body, sent) as KubeObject;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function contestedEssentials(
  action: DesiredAction,
  object: DesiredObject,
  observation: Looked,
): readonly Diagnostic[] {
  if (observation.kind === "absent") return [];
  const ref = refOf(object.body);
  return observation.leftAlone
    .filter((field) => isEssential(ref, field.path))
    .map((field) => ({
      code: "MP0506",
      message: `${field.path} is owned by ${field.manager} with another value, and the mesh does not work without it`,
      help: `make ${field.manager} drop the field, then plan again`,
      cluster: action.cluster,
      object: ref,
    }));
}
