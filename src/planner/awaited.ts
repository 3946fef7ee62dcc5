import { delivererOf } from "../kube/deliverer.ts";
import { type KubeObject, refOf } from "../kube/object.ts";
import type { Action, Delivery, PendingObject, Wait } from "./action.ts";
import type { BodyHash } from "./change.ts";
import type { DesiredAction, DesiredDelivery } from "./desired-action.ts";
import type { DesiredObject } from "./desired-object.ts";
import { bodyHash } from "./digest.ts";
import type { Observation } from "./observed.ts";
import { patchedFields } from "./patches.ts";
import { storedBody } from "./stored-body.ts";

/** What others bring from a rendered file, compared with the cluster. */
export type SeenOfOthers = Extract<Observation, { kind: "others" }>;

type Rendered = DesiredAction & { readonly delivery: Extract<DesiredDelivery, { mode: "render" }> };

export function isRendered(action: DesiredAction): action is Rendered {
  return action.delivery?.mode === "render";
}

/**
 * The action of a component that others apply from a rendered file: no changes of meshplan's own, first of all a wait until
 * the objects are as rendered, and a list of what whoever applies the file has still to do.
 */
export function awaitedAction(
  action: Rendered,
  seen: readonly (readonly [DesiredObject, SeenOfOthers])[],
  bodies: Map<BodyHash, KubeObject>,
): Action {
  const { objects: _, line: __, delivery, ...rest } = action;
  const { mode, file, timeoutSeconds } = delivery;
  const lives = seen.flatMap(([, { live }]) => (live === undefined ? [] : [live]));
  const by = lives.map(delivererOf).find((one) => one !== undefined);
  const known = by === undefined ? {} : { by };
  const kept = seen.map(([object, { sent }]) => {
    const body = storedBody(object, sent);
    const hash = bodyHash(body);
    bodies.set(hash, body);
    return { object: refOf(body), body: hash };
  });
  const wait: Wait = { kind: "as-rendered", file, objects: kept, ...known, timeoutSeconds };
  const full: Delivery = { mode, file, ...known, pending: seen.flatMap(pendingOf) };
  return {
    ...rest,
    waits: kept.length === 0 ? rest.waits : [wait, ...rest.waits],
    changes: [],
    delivery: full,
  };
}

function pendingOf([object, { live, differs }]: readonly [
  DesiredObject,
  SeenOfOthers,
]): readonly PendingObject[] {
  if (live !== undefined && differs.length === 0) return [];
  const patches = patchedFields(object);
  const patched = patches.length === 0 ? {} : { patched: patches };
  return [{ object: refOf(object.body), differs, ...patched }];
}
