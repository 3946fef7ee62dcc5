import type { Json } from "../../kube/object.ts";

/** A value inside a message: text as it is, nothing for an absent value, everything else as JSON. */
export function plainText(value: Json | undefined): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
