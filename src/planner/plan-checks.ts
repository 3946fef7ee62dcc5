import { CACERTS_KEYS } from "../certs/cacerts.ts";
import { sameJson } from "../kube/canonical.ts";
import { stepOf } from "../kube/field-path.ts";
import { type Json, type KubeObject, type ObjectRef, refOf, refText } from "../kube/object.ts";
import { SERVER_METADATA } from "../kube/server-fields.ts";
import { type ActionId, actionId, type WaitKind } from "./action.ts";
import type { BodyHash } from "./change.ts";
import { componentNamed } from "./components/named.ts";
import { deferredIn } from "./deferred.ts";
import { bodyHash } from "./digest.ts";
import type { ActionContent, PlanContent } from "./plan-content.ts";
import type { Fault } from "./plan-fault.ts";
import { grammar } from "./plan-grammar.ts";

type Found = Generator<Fault, void, undefined>;

/**
 * Whether a plan that has the right shape holds together: every name in it leads to what it means, so that nothing an apply
 * relies on can be missing when it is half done.
 */
export function planFault(plan: PlanContent): Fault | undefined {
  for (const check of [bodies, clusters, actions, objects, paths, holes, grammar])
    for (const fault of check(plan)) return fault;
  return undefined;
}

interface Use {
  readonly at: string;
  readonly action: ActionContent;
  readonly object: ObjectRef;
  readonly body: BodyHash;
}

/** Every place of a plan that means a body. */
function usesOf(plan: PlanContent): readonly Use[] {
  return plan.actions.flatMap((action, index) => [
    ...action.changes.map(({ object, body }, place) => ({
      at: `actions/${index}/changes/${place}`,
      action,
      object,
      body,
    })),
    ...action.waits.flatMap((wait, place) =>
      wait.kind === "as-rendered"
        ? wait.objects.map((one, number) => ({
            at: `actions/${index}/waits/${place}/objects/${number}`,
            action,
            ...one,
          }))
        : [],
    ),
  ]);
}

function bodyOf(plan: PlanContent, hash: BodyHash): KubeObject | undefined {
  return Object.hasOwn(plan.bodies, hash) ? (plan.bodies[hash] as KubeObject) : undefined;
}

function* bodies(plan: PlanContent): Found {
  for (const [hash, body] of Object.entries(plan.bodies))
    if (bodyHash(body as KubeObject) !== hash)
      yield { at: `bodies/${hash}`, says: "is not the body of that hash" };
  for (const [hash, body] of Object.entries(plan.bodies))
    for (const field of ofTheServer(body as KubeObject))
      yield { at: `bodies/${hash}`, says: `holds ${field}, which an API server writes` };
  const used = new Set<string>();
  for (const { at, object, body: hash } of usesOf(plan)) {
    const body = bodyOf(plan, hash);
    if (body === undefined) yield { at, says: `means a body that is not there, ${hash}` };
    else if (!sameJson({ ...refOf(body) }, { ...object }))
      yield { at, says: `names ${refText(object)}, and its body is ${refText(refOf(body))}` };
    used.add(hash);
  }
  for (const hash of Object.keys(plan.bodies))
    if (!used.has(hash)) yield { at: `bodies/${hash}`, says: "belongs to nothing" };
}

/** Sent along, they would say something of the live object that no change of the plan shows. */
function ofTheServer(body: KubeObject): readonly string[] {
  const { metadata } = body;
  return [
    ...(Object.hasOwn(body, "status") ? ["status"] : []),
    ...SERVER_METADATA.filter((name) => Object.hasOwn(metadata, name)).map(
      (name) => `metadata.${name}`,
    ),
  ];
}

function* paths(plan: PlanContent): Found {
  for (const [index, action] of plan.actions.entries()) {
    const told = [
      ...action.changes.flatMap(({ fields, leftAlone, patched = [] }) => [
        ...[...fields, ...leftAlone].map(({ path }) => path),
        ...patched.flatMap((patch) => patch.paths),
      ]),
      ...(action.delivery?.mode === "render"
        ? action.delivery.pending.flatMap(({ differs, patched = [] }) => [
            ...differs,
            ...patched.flatMap((patch) => patch.paths),
          ])
        : []),
    ];
    const odd = told.flat().find((element) => stepOf(element) === undefined);
    if (odd !== undefined)
      yield { at: `actions/${index}`, says: `has ${JSON.stringify(odd)} in a path` };
  }
}

function* clusters(plan: PlanContent): Found {
  const names = plan.clusters.map(({ name }) => name);
  if (new Set(names).size < names.length) yield { at: "clusters", says: "names a cluster twice" };
  for (const [index, cluster] of plan.clusters.entries()) {
    const at = `clusters/${index}`;
    for (const other of [cluster.primary, cluster.host])
      if (other !== undefined && !names.includes(other))
        yield { at, says: `belongs to ${other}, which is no cluster of the plan` };
    if (cluster.reachable !== (cluster.identity !== undefined))
      yield { at, says: "was read without an identity, or has one and was not read" };
  }
  if (plan.complete !== plan.clusters.every(({ reachable }) => reachable))
    yield { at: "complete", says: "is not what the clusters say" };
}

function* actions(plan: PlanContent): Found {
  const names = new Set(plan.clusters.map(({ name }) => name));
  const before = new Map<ActionId, ActionContent>();
  for (const [index, action] of plan.actions.entries()) {
    const at = `actions/${index}`;
    const { id, cluster, component, subject, revision, needs } = action;
    if (id !== actionId(cluster, component, subject, revision))
      yield { at: `${at}/id`, says: "does not name its cluster and component" };
    if (before.has(id)) yield { at: `${at}/id`, says: "is there twice" };
    if (componentNamed(component) === undefined)
      yield {
        at: `${at}/component`,
        says: `is no part of a mesh that meshplan knows, ${component}`,
      };
    for (const name of [cluster, ...(subject === undefined ? [] : [subject])])
      if (!names.has(name)) yield { at, says: `is about ${name}, which is no cluster of the plan` };
    for (const [place, need] of needs.entries())
      if (!before.has(need.id))
        yield {
          at: `${at}/needs/${place}`,
          says: `needs ${need.id}, which no action before it is`,
        };
    for (const fault of kinds(plan, action, before)) yield { at, says: fault };
    before.set(id, action);
  }
}

/** What an executor takes for granted of an action's kind. */
function* kinds(
  plan: PlanContent,
  action: ActionContent,
  before: ReadonlyMap<ActionId, ActionContent>,
): Generator<string, void, undefined> {
  const { kind, changes, delivery, provides } = action;
  const made = new Set(outputsOf(action));
  for (const name of provides) if (!made.has(name)) yield `hands out ${name} and waits for none`;
  if ((kind === "wait" || delivery !== undefined) && (kind !== "wait" || changes.length > 0))
    yield "writes what others bring";
  if (kind === "remote-secret") {
    const source = before.get(action.tokenFrom);
    if (source?.cluster !== action.of || action.of !== action.subject)
      yield `hands out a token of another cluster than ${action.of}`;
    else if (!isNeeded(action, action.tokenFrom) || !source.provides.includes("token"))
      yield "hands out a token that it does not wait for";
  }
  const isRead = action.unread === undefined;
  if (kind === "trust" && (plan.trust?.root !== action.root || (isRead && changes.length !== 1)))
    yield "signs for another root than the plan's";
}

function isNeeded({ needs }: ActionContent, id: ActionId): boolean {
  return needs.some((need) => need.id === id);
}

const OUTPUTS: { readonly [K in WaitKind]?: readonly string[] } = {
  "load-balancer-address": ["address"],
  "token-filled": ["token", "ca"],
};

function outputsOf({ kind, waits }: ActionContent): readonly string[] {
  const waited = waits.flatMap((wait) => OUTPUTS[wait.kind] ?? []);
  return kind === "remote-secret" ? [...waited, "checksum"] : waited;
}

function* objects(plan: PlanContent): Found {
  const seen = new Set<string>();
  for (const [index, action] of plan.actions.entries())
    for (const [place, { object, verb, precondition }] of action.changes.entries()) {
      const at = `actions/${index}/changes/${place}`;
      const key = [action.cluster, object.apiVersion, refText(object)].join(" ");
      if (seen.has(key)) yield { at, says: `writes ${refText(object)} a second time` };
      seen.add(key);
      if ((verb === "create") !== precondition.absent)
        yield { at, says: `cannot ${verb} what is ${precondition.absent ? "absent" : "there"}` };
    }
}

/** Every value that is not known yet is handed out by something that ends before it is needed. */
function* holes(plan: PlanContent): Found {
  const byId = new Map(plan.actions.map((action) => [action.id, action]));
  const known = new Map<ActionId, ReadonlySet<ActionId>>();
  for (const { at, action, body } of usesOf(plan)) {
    const found = deferredIn(bodyOf(plan, body) as Json);
    if (found.length === 0) continue;
    const all = known.get(action.id) ?? above(action, byId);
    known.set(action.id, all);
    for (const hole of found) {
      const [id = "", output = ""] = hole.split("#");
      const isOwn = action.kind === "trust" && id === action.id && KEYS.has(output);
      const isHanded = byId.get(id as ActionId)?.provides.includes(output) === true;
      if (!isOwn && !(isHanded && all.has(id as ActionId)))
        yield { at, says: `waits for ${hole}, which nothing before it hands out` };
    }
  }
}

const KEYS: ReadonlySet<string> = new Set(CACERTS_KEYS);

/** The actions that end before one starts. */
function above(
  action: ActionContent,
  byId: ReadonlyMap<ActionId, ActionContent>,
): ReadonlySet<ActionId> {
  const found = new Set<ActionId>();
  const left = [action];
  for (let next = left.pop(); next !== undefined; next = left.pop())
    for (const { id } of next.needs) {
      const one = byId.get(id);
      if (one === undefined || found.has(id)) continue;
      found.add(id);
      left.push(one);
    }
  return found;
}
