import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import { AMBIENT_GUIDE } from "../guides.ts";
import type { Rule } from "./rule.ts";

/** MP0430: istiod cannot be reached through the gateway of ambient mode, so each cluster needs its own. */
export const ambientIstiodsAreLocal: Rule = ({ mode, clusters }) => {
  if (mode !== "ambient") return [];
  return clusters.flatMap((cluster) => {
    if (cluster.role === "remote")
      return [
        {
          code: "MP0430",
          message: `cluster ${nameText(cluster.name)} is a remote of ${nameText(cluster.primary)}, and in ambient mode every cluster needs its own istiod`,
          help: `remove \`primary\`, or write \`mode: sidecar\` (${AMBIENT_GUIDE})`,
          at: fieldSpan(cluster, "primary"),
        },
      ];
    if (cluster.role === "primary" && cluster.host !== undefined)
      return [
        {
          code: "MP0430",
          message: `the istiod of cluster ${nameText(cluster.name)} runs in ${nameText(cluster.host)}, and in ambient mode every cluster needs its own`,
          help: `remove \`controlPlane\`, or write \`mode: sidecar\` (${AMBIENT_GUIDE})`,
          at: fieldSpan(cluster, "controlPlane"),
        },
      ];
    return [];
  });
};
