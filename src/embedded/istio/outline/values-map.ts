import { isMap, type Json, type KubeObject } from "../../../kube/object.ts";
import { chartLabels, NAMESPACE, operatorLabels } from "./parts.ts";
import { at, textAt } from "../../../kube/at.ts";

/** The ConfigMap in which the charts keep the values they were rendered with; nothing reads it. */
export function valuesMap(spec: Json | undefined): KubeObject {
  const values = at(spec, "values");
  const profile = textAt(spec, "profile");
  const text = JSON.stringify({ ...(isMap(values) ? values : {}), profile }, undefined, 2);
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: "values",
      namespace: NAMESPACE,
      labels: { ...chartLabels("istiod", "istiod"), ...operatorLabels("Pilot") },
      annotations: {
        "kubernetes.io/description":
          "This ConfigMap contains the Helm values used during chart rendering. This ConfigMap is rendered for debugging purposes and external tooling; modifying these values has no effect.",
      },
    },
    data: { "merged-values": text, "original-values": text },
  };
}
