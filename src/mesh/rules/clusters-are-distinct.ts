import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Cluster } from "../model.ts";
import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0407: one (kubeconfig, context) is one Kubernetes cluster, and so is one identity; a Kubernetes cluster is in the mesh only
 * once.
 */
export const clustersAreDistinct: Rule = (mesh) => {
  return [...sameContext(mesh.clusters), ...sameIdentity(mesh.clusters)];
};

function sameContext(clusters: readonly Cluster[]): readonly Diagnostic[] {
  const seen = new Map<string, Cluster>();
  const diagnostics: Diagnostic[] = [];
  for (const cluster of clusters) {
    const key = JSON.stringify([cluster.kubeconfig ?? "", cluster.context]);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, cluster);
    else {
      diagnostics.push({
        code: "MP0407",
        message: `clusters ${nameText(first.name)} and ${nameText(cluster.name)} both use the context ${nameText(cluster.context)}`,
        help: `give ${nameText(cluster.name)} the \`context\` or \`kubeconfig\` of another Kubernetes cluster`,
        at: fieldSpan(cluster, "context"),
      });
    }
  }
  return diagnostics;
}

function sameIdentity(clusters: readonly Cluster[]): readonly Diagnostic[] {
  const seen = new Map<string, Cluster>();
  const diagnostics: Diagnostic[] = [];
  for (const cluster of clusters) {
    if (cluster.identity === undefined) continue;
    const first = seen.get(cluster.identity);
    if (first === undefined) seen.set(cluster.identity, cluster);
    else {
      diagnostics.push({
        code: "MP0407",
        message: `clusters ${nameText(first.name)} and ${nameText(cluster.name)} both have the identity ${cluster.identity}`,
        help: "write the UID of each cluster's own namespace kube-system",
        at: fieldSpan(cluster, "identity"),
      });
    }
  }
  return diagnostics;
}
