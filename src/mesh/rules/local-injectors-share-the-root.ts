import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** MP0491: a local injector is an istiod, so it signs, and what signs needs the root of the mesh. */
export const localInjectorsShareTheRoot: Rule = (mesh) => {
  if (mesh.trust.root !== "istiod") return [];
  const local = mesh.clusters.filter((one) => one.role === "remote" && one.injector === "local");
  return local.map((cluster) => ({
    code: "MP0491",
    message: `the local injector of ${nameText(cluster.name)} would write a root of its own into every namespace, which the workloads of its primary do not trust`,
    help: "write a `trust` that gives all of them one root, such as `trust: { root: existing }`",
    at: fieldSpan(cluster, "injector"),
  }));
};
