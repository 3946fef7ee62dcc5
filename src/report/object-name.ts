import { type ObjectRef, refText } from "../kube/object.ts";

/** An object in a line of the plan: the namespace of Istio itself goes without saying. */
export function objectName(
  object: ObjectRef,
  { full, namespace }: { readonly full: boolean; readonly namespace: string },
): string {
  if (full || object.namespace !== namespace) return refText(object);
  return `${object.kind} ${object.name}`;
}
