import type { KubeObject } from "../kube/object.ts";
import type { Patch } from "../mesh/model.ts";
import { memoByIdentity } from "../util/memo.ts";
import { deferredIn, fillDeferred, type OutputRef } from "./deferred.ts";

/** One object as the mesh wants it. The body is marked as ours, and holds holes for values that no plan may tell. */
export type DesiredObject = (
  | { readonly state: "known"; readonly body: KubeObject }
  /** No cluster has a value for each of its holes yet. */
  | { readonly state: "waiting"; readonly body: KubeObject }
  /** The values are there, and secret: they are filled in where it is compared with the live object, in memory only. */
  | { readonly state: "secret"; readonly body: KubeObject; readonly filled: KubeObject }
) & {
  /** What it was before the user's patches, and those that name it; absent where none does. */
  readonly patched?: { readonly from: KubeObject; readonly by: readonly WrittenPatch[] };
};

export type WrittenPatch = Patch & {
  /** Line of the mesh file. */
  readonly line: number;
};

/** An object of a body. `secrets`: the values of its holes, as far as they are live. */
export function desiredObject(
  body: KubeObject,
  secrets: (ref: OutputRef) => string | undefined = () => undefined,
): DesiredObject {
  if (!hasHoles(body)) return { state: "known", body };
  const filled = fillDeferred(body, secrets) as KubeObject;
  return hasHoles(filled) ? { state: "waiting", body } : { state: "secret", body, filled };
}

/** The object without a hole; undefined while it waits for a value. In memory only: it may hold secrets. */
export function wholeBody(object: DesiredObject): KubeObject | undefined {
  if (object.state === "waiting") return undefined;
  return object.state === "secret" ? object.filled : object.body;
}

/** Bodies are shared by clusters, and the definitions among them are large. */
const hasHoles = memoByIdentity((body: KubeObject) => deferredIn(body).length > 0);
