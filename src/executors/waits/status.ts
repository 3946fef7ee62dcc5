import { type JsonMap, type KubeObject } from "../../kube/object.ts";
import { mapsAt } from "../../kube/at.ts";

/** One entry of `status.conditions`. */
export function condition(object: KubeObject, type: string): JsonMap | undefined {
  return mapsAt(object, "status", "conditions").find((item) => item["type"] === type);
}
