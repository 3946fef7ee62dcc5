import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** MP0494: only a remote has a choice of injector. */
export const injectorsAreOfRemotes: Rule = (mesh) =>
  mesh.clusters
    .filter(({ role, fieldsAt }) => role !== "remote" && fieldsAt?.["injector"] !== undefined)
    .map((cluster) => ({
      code: "MP0494",
      message: `cluster ${nameText(cluster.name)} is no remote, so its own istiod completes its pods`,
      help: "remove `injector`, or write the `primary` that serves this cluster",
      at: fieldSpan(cluster, "injector"),
    }));
