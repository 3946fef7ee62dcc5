import { checkExternal } from "../external/check.ts";
import type { FactRule } from "./fact-rule.ts";

/** MP0555 to MP0569: what others deliver is what the mesh needs, or its owner is told what to change. */
export const othersDeliveredIt: FactRule = ({ mesh, topology, known }) =>
  checkExternal(mesh, topology, new Map(known.map(({ cluster, facts }) => [cluster.name, facts])));
