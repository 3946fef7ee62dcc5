import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Cluster } from "../model.ts";
import { nameText } from "../name-text.ts";
import type { Topology } from "../topology.ts";
import { fieldSpan, isShared } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0443, a warning: `apiServer` says how the istiod of another cluster reads this one. If none does, or not the one named, the
 * setting has no effect, although its author expected one. Silent for readers that do not exist, which MP0442 reports, and for
 * settings that several clusters share.
 */
export const apiServersAreRead: Rule = (mesh, topology) => {
  if (topology.primaries.length === 0) return [];
  const names = new Set<string>(mesh.clusters.map(({ name }) => name));
  const pairs = [...topology.secrets, ...configurations(topology)];
  const isRead = new Set<string>(pairs.map(({ of }) => of));
  return mesh.clusters.flatMap((cluster) => {
    if (cluster.fieldsAt?.["apiServer"] === undefined) return [];
    if (isShared(mesh, cluster, "apiServer")) return [];
    if (!isRead.has(cluster.name)) return [nobody(cluster)];
    const observers = [...cluster.apiServer.from.keys()].filter(
      (observer) => names.has(observer) && observer !== cluster.name,
    );
    if (observers.length === 0) return [];
    const readers = new Set<string>(
      pairs.filter(({ of }) => of === cluster.name).map((pair) => pair.in),
    );
    const idle = observers.find((observer) => !readers.has(observer));
    return idle === undefined ? [] : [notThatOne(cluster, idle)];
  });
};

/** The istiod that runs in a host reads the cluster that has its configuration. */
function configurations({ hosts }: Topology): Topology["secrets"] {
  return [...hosts].map(([host, primary]) => ({ of: primary, in: host }));
}

function nobody(cluster: Cluster): Diagnostic {
  return {
    code: "MP0443",
    message: `no istiod of another cluster reads ${nameText(cluster.name)}, and its \`apiServer\` has no effect`,
    help: "remove `apiServer`",
    at: fieldSpan(cluster, "apiServer"),
  };
}

function notThatOne(cluster: Cluster, observer: string): Diagnostic {
  return {
    code: "MP0443",
    message: `cluster ${nameText(observer)} has no istiod that reads ${nameText(cluster.name)}, and its address in apiServer.from has no effect`,
    help: `remove ${nameText(observer)} from it`,
    at: fieldSpan(cluster, "apiServer"),
  };
}
