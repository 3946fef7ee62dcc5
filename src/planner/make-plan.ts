import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { compareApplyOrder } from "../kube/apply-order.ts";
import { printedPath } from "../kube/field-path.ts";
import { type KubeObject, type ObjectRef, refOf } from "../kube/object.ts";
import { commandLine } from "../util/command-line.ts";
import type { Action } from "./action.ts";
import { awaitedAction, isRendered, type SeenOfOthers } from "./awaited.ts";
import type { BodyHash, Cause, Change, FieldChange, Precondition, Verb } from "./change.ts";
import type { DesiredAction } from "./desired-action.ts";
import type { DesiredObject } from "./desired-object.ts";
import { changesAt, fieldChanges } from "./diff.ts";
import { bodyHash, digestOf, ownedHash } from "./digest.ts";
import { isEssential } from "./essential.ts";
import { kubectl, kubectlType } from "./kubectl.ts";
import { isFirstMark } from "./marks.ts";
import { type Observation, observationKey, type Observed } from "./observed.ts";
import { patchedFields } from "./patches.ts";
import type { Plan } from "./plan.ts";
import { liveAccess } from "./reach.ts";
import { storedBody } from "./stored-body.ts";

/** What a plan says besides its actions. */
export type PlanFrame = Omit<Plan, "actions" | "bodies" | "digest">;

interface MadePlan {
  readonly plan: Plan;
  /** MP05xx errors, with any of which there is nothing to apply, and what the API servers warn of. */
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
    const seen = lookedAt(action, observed);
    for (const [, observation] of seen)
      if (observation.kind === "refused") problems.push(observation.problem);
    if (isRendered(action)) return awaitedAction(action, seen.flatMap(ofOthers), bodies);
    const changes = seen.flatMap(([object, observation]) => {
      if (!isLooked(observation)) return [];
      problems.push(...contestedEssentials(frame, action, object, observation));
      return [toChange(action, object, observation, bodies)];
    });
    const { objects: _, line: __, delivery, ...rest } = withPresentReach(action, seen);
    return {
      ...rest,
      changes,
      ...unreadOf(seen),
      ...(delivery?.mode === "external" ? { delivery } : {}),
    };
  });
  const warnings = warningsOf(desired, observed);
  const plan = { ...frame, diagnostics: [...frame.diagnostics, ...warnings], actions, bodies };
  return { plan: { ...plan, digest: digestOf(plan) }, problems: [...problems, ...warnings] };
}

/** In the order of the actions; an object that several of them look at warns once. */
function warningsOf(desired: readonly DesiredAction[], observed: Observed): readonly Diagnostic[] {
  const warnings = desired.flatMap((action) =>
    lookedAt(action, observed).flatMap(([, { warning }]) => warning ?? []),
  );
  return [...new Set(warnings)];
}

/** A credential that will go another way than at present: both ways are in the plan. */
function withPresentReach(
  action: DesiredAction,
  seen: readonly (readonly [DesiredObject, Observation])[],
): DesiredAction {
  if (action.kind !== "remote-secret") return action;
  const [live] = seen.flatMap(([, one]) => (one.kind === "changed" ? [one.live] : []));
  return live === undefined
    ? action
    : { ...action, reach: { ...action.reach, before: liveAccess(live) } };
}

/** The objects of an action in apply order, each with what its cluster says about it. */
function lookedAt(
  action: DesiredAction,
  observed: Observed,
): readonly (readonly [DesiredObject, Observation])[] {
  const objects = [...action.objects].sort((a, b) => compareApplyOrder(a.body, b.body));
  return objects.map((object) => {
    const observation = observed.get(observationKey(action.cluster, refOf(object.body)));
    if (observation === undefined)
      throw new Error(`internal: ${action.id} has an object nobody looked at`);
    return [object, observation];
  });
}

function ofOthers([object, observation]: readonly [
  DesiredObject,
  Observation,
]): readonly (readonly [DesiredObject, SeenOfOthers])[] {
  return observation.kind === "others" ? [[object, observation]] : [];
}

type Looked = Exclude<Observation, { kind: "refused" | "others" | "unread" }>;

function isLooked(observation: Observation): observation is Looked {
  return !["refused", "others", "unread"].includes(observation.kind);
}

function unreadOf(
  seen: readonly (readonly [DesiredObject, Observation])[],
): Pick<Action, "unread"> {
  const unread = seen.flatMap(([{ body }, { kind }]) => (kind === "unread" ? [refOf(body)] : []));
  return unread.length === 0 ? {} : { unread };
}

function toChange(
  action: DesiredAction,
  object: DesiredObject,
  observation: Looked,
  bodies: Map<BodyHash, KubeObject>,
): Change {
  const body = storedBody(object, observation.sent);
  const hash = bodyHash(body);
  bodies.set(hash, body);
  const fields = observation.kind === "changed" ? changedFields(observation, body) : [];
  const patches = patchedFields(object);
  const verb = verbOf(observation, fields);
  return {
    verb,
    object: refOf(body),
    cause: causeOf(action, observation),
    previewed: observation.kind !== "unchanged" && observation.result === undefined,
    fields,
    leftAlone: observation.kind === "absent" ? [] : observation.leftAlone,
    ...(patches.length === 0 ? {} : { patched: patches }),
    body: hash,
    precondition: preconditionOf(observation, hash),
    force: observation.kind === "changed" && observation.force,
  };
}

function verbOf(observation: Looked, fields: readonly FieldChange[]): Verb {
  if (observation.kind === "absent") return "create";
  if (observation.kind === "unchanged") return "none";
  const isCompared = observation.result !== undefined || observation.differing !== undefined;
  return fields.length === 0 && isCompared ? "adopt" : "update";
}

function causeOf(action: DesiredAction, observation: Looked): Cause {
  const drift = observation.kind === "changed" && observation.drift.length > 0;
  return drift ? { kind: "drift", by: observation.drift } : { kind: "file", line: action.line };
}

function changedFields(
  observation: Extract<Observation, { kind: "changed" }>,
  body: KubeObject,
): readonly FieldChange[] {
  const { live, sent, result, differing } = observation;
  const unjudged = { ...live, ...sent, metadata: { ...live.metadata, ...sent.metadata } };
  const fields =
    differing === undefined
      ? fieldChanges(live, result ?? unjudged, body)
      : changesAt(differing, live, sent, body);
  return isFirstMark(live, fields) ? [] : fields;
}

/** An object that is as its body says needs no hash of its own: what must hold on is that it stays so. */
function preconditionOf(observation: Looked, body: BodyHash): Precondition {
  if (observation.kind === "absent") return { absent: true };
  const { live, sent } = observation;
  const { uid } = live.metadata;
  if (uid === undefined) throw new Error("internal: a live object without uid");
  const isAsBody = observation.kind === "unchanged";
  return {
    absent: false,
    uid,
    ownedHash: isAsBody ? body : ownedHash(live, sent),
  };
}

function contestedEssentials(
  { clusters }: PlanFrame,
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
      message: `${printedPath(field.path)} is owned by ${field.manager} with another value, and the mesh does not work without it`,
      help: BY_KUBECTL.test(field.manager)
        ? `somebody wrote it with kubectl: take it out, ${editing(clusters, action, ref)}, then plan again`
        : `make ${field.manager} drop the field, then plan again`,
      cluster: action.cluster,
      object: ref,
    }));
}

/** One manager, or several of the same person's. */
const BY_KUBECTL = /^kubectl(-[a-z-]+)?(, kubectl(-[a-z-]+)?)*$/;

function editing(
  clusters: PlanFrame["clusters"],
  { cluster }: DesiredAction,
  ref: ObjectRef,
): string {
  const { namespace, name } = ref;
  const target = clusters.find((one) => one.name === cluster) ?? { context: cluster };
  const place = namespace === undefined ? [] : ["-n", namespace];
  return commandLine`${kubectl(target)} ${place} edit ${kubectlType(ref)} ${name}`;
}
