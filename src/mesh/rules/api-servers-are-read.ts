import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Cluster } from "../model.ts";
import { nameText } from "../name-text.ts";
import type { Topology } from "../topology.ts";
import { fieldSpan, isShared } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0443, a warning: `apiServer` is how the istiod of another cluster reads this one. Where none does, or not that one, the
 * setting has no effect, and who wrote it expected one. Silent for readers that do not exist, which MP0442 says, and for
 * settings that several clusters share.
 */
export const apiServersAreRead: Rule = (mesh, topology) => {
  const names = new Set<string>(mesh.clusters.map(({ name }) => name));
  const readersOf = readers(topology);
  return mesh.clusters.flatMap((cluster) => {
    if (cluster.fieldsAt?.["apiServer"] === undefined || topology.primaries.length === 0) return [];
    if (isShared(mesh, cluster, "apiServer")) return [];
    const own = readersOf.get(cluster.name) ?? new Set();
    if (own.size === 0) return [nobody(cluster)];
    const idle = [...cluster.apiServer.from.keys()].find(
      (observer) => names.has(observer) && observer !== cluster.name && !own.has(observer),
    );
    return idle === undefined ? [] : [notThatOne(cluster, idle)];
  });
};

function readers({ secrets, hosts }: Topology): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const configurations = [...hosts].map(([host, primary]) => ({ of: primary, in: host }));
  for (const pair of [...secrets, ...configurations]) {
    const own = found.get(pair.of) ?? new Set();
    found.set(pair.of, own.add(pair.in));
  }
  return found;
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
