import { type ObjectRef, refText } from "../kube/object.ts";

/** The name of an object in a line of the plan, without Istio's own namespace. */
export function objectName(
  object: ObjectRef,
  { full, namespace }: { readonly full: boolean; readonly namespace: string },
): string {
  if (full || object.namespace !== namespace) return refText(object);
  return `${object.kind} ${object.name}`;
}
