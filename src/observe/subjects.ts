import type { Mesh } from "../mesh/model.ts";
import { isSigner } from "../mesh/signers.ts";
import type { Topology } from "../mesh/topology.ts";
import {
  deliveredByOthers,
  deliveredIn,
} from "../planner/components/installed/delivered-by-others.ts";
import { partOf } from "../planner/marks.ts";
import type { Plan } from "../planner/plan.ts";
import type { Subject } from "./facts/fact.ts";

/** The clusters of a mesh file, to plan it. */
export function meshSubjects(mesh: Mesh, topology: Topology): readonly Subject[] {
  return mesh.clusters.map((cluster) => ({
    cluster: cluster.name,
    mesh: mesh.name,
    namespace: mesh.istio.namespace,
    part: partOf(mesh),
    role: cluster.role,
    ...(cluster.gateway.service === undefined ? {} : { gatewayService: cluster.gateway.service }),
    isHosted: cluster.role === "primary" && cluster.host !== undefined,
    signs: isSigner(cluster),
    root: mesh.trust.root,
    external: new Set(deliveredByOthers({ mesh, topology, cluster }).map(({ name }) => name)),
    file: { mesh, topology, cluster },
  }));
}

/** The clusters of a finished plan, to look once more before it is executed. */
export function planSubjects(plan: Plan): readonly Subject[] {
  const part = partOf({ name: plan.mesh, istio: plan });
  return plan.clusters.map(({ name, role, host, signs, gatewayService }) => ({
    cluster: name,
    mesh: plan.mesh,
    namespace: plan.namespace,
    part,
    role,
    ...(gatewayService === undefined ? {} : { gatewayService }),
    isHosted: host !== undefined,
    signs: signs === true,
    root: plan.trust?.root ?? "istiod",
    external: new Set(deliveredIn(plan.actions.filter(({ cluster }) => cluster === name))),
  }));
}
