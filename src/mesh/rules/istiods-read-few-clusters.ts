import type { ClusterName } from "../model.ts";
import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

/** Users report 20 to 40 clusters behind one istiod. Source: istio/istio#38440. */
const MOST = 40;

/**
 * MP0453, a warning: istiod keeps the services and endpoints of every cluster it reads in memory, and is ready after 30 seconds
 * even if it has not read them all; what is missing then is missing in every proxy. Sources: istio/istio#38440, #39207.
 */
export const istiodsReadFewClusters: Rule = (mesh, topology) => {
  if (topology.secrets.length <= MOST) return [];
  const counts = new Map<ClusterName, number>();
  for (const secret of topology.secrets) counts.set(secret.in, (counts.get(secret.in) ?? 0) + 1);
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  if (first === undefined || first[1] <= MOST) return [];
  const [primary, most] = first;
  return [
    {
      code: "MP0453",
      message: `istiod of ${nameText(primary)} reads ${String(most)} other clusters, more than the ${String(MOST)} that others tell of`,
      help: "give istiod the memory for it (about 180 MB for each 300 services read), watch its start, or make several meshes",
      at: mesh.at,
    },
  ];
};
