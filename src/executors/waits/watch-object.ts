import type { KubeObject, ObjectRef } from "../../kube/object.ts";
import type { WaitContext } from "./wait-context.ts";

/** The result of one look at an object: what was waited for, or what is there instead. */
export type Sight<T> =
  | { readonly found: T }
  | { readonly saw: string }
  /** It will never become right; the reason is a whole clause. */
  | { readonly stuck: string };

/**
 * Watches one object until `look` finds what it looks for. If the object is already right, the first look ends it.
 * `saw` is what to tell people meanwhile.
 */
export async function watchObject<T>(
  ref: ObjectRef,
  { client, signal, giveUp, saw }: WaitContext,
  look: (object: KubeObject) => Sight<T>,
): Promise<T> {
  const { apiVersion, kind, namespace, name } = ref;
  const where = { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }) };
  const options = { fieldSelector: `metadata.name=${name}`, signal };
  for await (const event of client.watch(where, options)) {
    if (event.object.metadata.name !== name) continue;
    if (event.type === "DELETED") {
      saw(`${kind} ${name} was deleted`);
      continue;
    }
    const sight = look(event.object);
    if ("found" in sight) return sight.found;
    if ("stuck" in sight) return giveUp(sight.stuck, ref);
    saw(sight.saw);
  }
  signal.throwIfAborted();
  throw new Error(`internal: the watch of ${kind} ${name} ended by itself`);
}
