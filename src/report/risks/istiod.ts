import type { ObjectRef } from "../../kube/object.ts";

/** istiod itself, of any revision. */
export function isIstiod({ kind, name }: Pick<ObjectRef, "kind" | "name">): boolean {
  return kind === "Deployment" && isIstiodName(name);
}

/** The name of istiod's Deployment and Service. */
export function isIstiodName(name: string): boolean {
  return /^istiod(-|$)/.test(name);
}
