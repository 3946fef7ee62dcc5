import type { ClusterName } from "../../../mesh/model.ts";
import { readersOf } from "../../../planner/access.ts";
import type { Subject } from "../fact.ts";

/** The clusters whose istiod gets a credential for this one. */
export function readersFor({ file }: Subject): readonly ClusterName[] {
  return file === undefined ? [] : readersOf(file.cluster, file.topology);
}
