import type { JsonMap, KubeObject } from "../kube/object.ts";
import { mapsAt } from "./installed/values.ts";

/**
 * The container of a Deployment in which istiod runs: the one of its charts' name, wherever among others that were put beside
 * it; of another installer's the first.
 */
export function istiodContainer(deployment: KubeObject | undefined): JsonMap | undefined {
  const containers = mapsAt(deployment, "spec", "template", "spec", "containers");
  return containers.find(({ name }) => name === "discovery") ?? containers[0];
}
