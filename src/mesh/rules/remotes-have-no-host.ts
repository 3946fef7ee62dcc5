import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** MP0472: the primary's istiod serves a remote, wherever that runs. */
export const remotesHaveNoHost: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) => {
    if (cluster.role !== "remote" || cluster.fieldsAt?.["controlPlane"] === undefined) return [];
    return [
      {
        code: "MP0472",
        message: `cluster ${nameText(cluster.name)} has a \`primary\` and a \`controlPlane\``,
        help: `remove \`controlPlane\`: the istiod of ${nameText(cluster.primary)} serves it, wherever that runs`,
        at: fieldSpan(cluster, "controlPlane"),
      },
    ];
  });
