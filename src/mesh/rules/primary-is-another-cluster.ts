import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** MP0404: a cluster that runs its own istiod is written without `primary`. */
export const primaryIsAnotherCluster: Rule = (mesh) =>
  mesh.clusters
    .filter((cluster) => cluster.role === "remote" && cluster.primary === cluster.name)
    .map((cluster) => ({
      code: "MP0404",
      message: `cluster ${nameText(cluster.name)} names itself as its primary`,
      help: `remove \`primary\` from ${nameText(cluster.name)}: a cluster without it is a primary`,
      at: fieldSpan(cluster, "primary"),
    }));
