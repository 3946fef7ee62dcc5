import { type JsonMap, type KubeObject } from "../../../kube/object.ts";
import { ApiFailure } from "../api-failure.ts";
import { applyObject } from "../applies.ts";
import { type EmbeddedCluster, kindOf, listObjects, readObject } from "../cluster.ts";
import type { StoreEvent } from "../store.ts";
import { createObject, updateObject } from "../writes.ts";
import { at, listAt } from "../../../kube/at.ts";

/** The tools of a controller: one cluster, and its own name as field manager. */
export interface ControllerContext {
  readonly cluster: EmbeddedCluster;
  /** Milliseconds between cause and effect, where a real cluster takes its time. */
  readonly delay: number;
}

export const CONTROLLER_MANAGER = "kube-controller-manager";

/**
 * Calls `react` for every event of the given families, and once for each object that is there already. Never inside the
 * write that caused the event: watches of other clients must see that write first. A problem with one object stops nothing.
 */
export function onObjects(
  cluster: EmbeddedCluster,
  families: readonly string[],
  react: (object: KubeObject, event: StoreEvent["type"]) => void,
): () => void {
  const soon = (object: KubeObject, type: StoreEvent["type"]): void => {
    queueMicrotask(() => {
      quietly(() => {
        react(object, type);
      });
    });
  };
  for (const family of families)
    for (const object of cluster.store.list(family)) soon(object, "ADDED");
  return cluster.store.onEvent((event) => {
    if (families.includes(event.family)) soon(event.object, event.type);
  });
}

/** Runs `act` later. A controller would log a refusal by the API server and try again at the next event. */
export function later(cluster: EmbeddedCluster, milliseconds: number, act: () => void): void {
  cluster.clock.after(milliseconds, () => {
    quietly(act);
  });
}

/** Runs `act` after the current task, once for all requests with the same key until then. */
export function reconciler(
  act: (namespace: string, name: string) => void,
): (namespace: string, name: string) => void {
  const pending = new Set<string>();
  return (namespace, name) => {
    const key = `${namespace}/${name}`;
    if (pending.has(key)) return;
    pending.add(key);
    queueMicrotask(() => {
      pending.delete(key);
      quietly(() => {
        act(namespace, name);
      });
    });
  };
}

function quietly(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
  }
}

interface ObjectId {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}

export function read(cluster: EmbeddedCluster, id: ObjectId): KubeObject | undefined {
  return readObject(cluster, kindOf(cluster, id.apiVersion, id.kind), id.namespace, id.name);
}

export function list(
  cluster: EmbeddedCluster,
  apiVersion: string,
  kind: string,
  namespace?: string,
): readonly KubeObject[] {
  return listObjects(cluster, kindOf(cluster, apiVersion, kind), namespace);
}

/** Creates the object if it is not there, and otherwise leaves it as it is. */
export function ensure(cluster: EmbeddedCluster, body: KubeObject, manager: string): KubeObject {
  const kind = kindOf(cluster, body.apiVersion, body.kind);
  const { namespace, name } = body.metadata;
  const found = readObject(cluster, kind, namespace, name);
  return found ?? createObject(cluster, kind, body, { manager }).object;
}

/** Rewrites an object, or its status, in the same way as a PUT. Does nothing when the object is gone or equal. */
export function modify(
  cluster: EmbeddedCluster,
  id: ObjectId,
  change: (live: KubeObject) => JsonMap,
  options: { readonly manager: string; readonly subresource?: "status" },
): void {
  const kind = kindOf(cluster, id.apiVersion, id.kind);
  const live = readObject(cluster, kind, id.namespace, id.name);
  if (live === undefined) return;
  updateObject(cluster, kind, live, change(live) as unknown as KubeObject, options);
}

/** Server-side apply by a controller, with force. */
export function applyForced(cluster: EmbeddedCluster, body: KubeObject, manager: string): void {
  const { namespace, name } = body.metadata;
  const kind = kindOf(cluster, body.apiVersion, body.kind);
  applyObject(cluster, kind, body, { manager, force: true, namespace, name });
}

export function idOf({ apiVersion, kind, metadata }: KubeObject): ObjectId {
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name };
}

export function ownerReference(owner: KubeObject): JsonMap {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

export function isOwnedBy(object: KubeObject, owner: KubeObject): boolean {
  return listAt(object, "metadata", "ownerReferences").some(
    (reference) => at(reference, "uid") === owner.metadata.uid,
  );
}
