import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** MP0491: a local injector is an istiod, so it signs, and every signer needs the root of the mesh. */
export const localInjectorsShareTheRoot: Rule = (mesh) => {
  if (mesh.trust.root !== "istiod") return [];
  const local = mesh.clusters.filter((one) => one.role === "remote" && one.injector === "local");
  return local.map((cluster) => ({
    code: "MP0491",
    message: `the local injector of ${nameText(cluster.name)} would write a root of its own into every namespace, which the workloads of its primary do not trust`,
    help: `write \`trust: { root: generated, key: ${mesh.name}-root.pem }\` to let meshplan make one root for all of them, or \`{ root: files }\` or \`{ root: existing }\` for one of your own`,
    at: fieldSpan(cluster, "injector"),
  }));
};
