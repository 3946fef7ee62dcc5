import { checkInstalled } from "../components/installed/check.ts";
import type { FactRule } from "./fact-rule.ts";

/** MP0555 to MP0569: what others deliver is there, and is what the mesh needs. */
export const othersDeliveredIt: FactRule = ({ mesh, topology, known }) =>
  known.flatMap(({ cluster, facts: { installed } }) => {
    if (installed === undefined) return [];
    const factsOf: Parameters<typeof checkInstalled>[0]["factsOf"] = (name) =>
      known.find((one) => one.cluster.name === name)?.facts;
    return checkInstalled({ mesh, topology, cluster, factsOf }, installed);
  });
