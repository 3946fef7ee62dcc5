import type { Cluster, Mesh, TrustSettings } from "../mesh/model.ts";
import { isSigner } from "../mesh/signers.ts";
import type { Topology } from "../mesh/topology.ts";
import {
  deliveredByOthers,
  deliveredIn,
} from "../planner/components/installed/delivered-by-others.ts";
import { readersOf } from "../planner/access.ts";
import { partOf } from "../planner/marks.ts";
import type { Plan, PlannedCluster } from "../planner/plan.ts";
import type { FactsRequest } from "./facts.ts";

/** What has to be known of one cluster, apart from the time of the question. */
export type WantedFacts = Omit<FactsRequest, "now" | "readOnly" | "handshake">;

/** What a plan of this mesh has to know of each cluster. */
export function meshFacts(mesh: Mesh, topology: Topology): readonly WantedFacts[] {
  return mesh.clusters.map((cluster) => ({
    cluster: cluster.name,
    namespace: mesh.istio.namespace,
    mesh: mesh.name,
    part: partOf(mesh),
    role: cluster.role,
    istiodToken: cluster.role === "primary" && cluster.host !== undefined,
    ...reachedBy(cluster, topology),
    ...gatewayOf(cluster),
    ...signingOf(mesh.trust.root, cluster.role, isSigner(cluster)),
    live: {
      role: cluster.role,
      revisions: mesh.istio.revisions.map(({ name }) => name),
      gateways:
        mesh.mode === "sidecar" &&
        cluster.role === "primary" &&
        topology.eastWestGateways.length > 0,
      nodeAgents: mesh.mode === "sidecar" && cluster.role === "primary",
    },
    ambient: mesh.mode === "ambient",
    ...othersOf(deliveredByOthers({ mesh, topology, cluster }).map(({ name }) => name)),
  }));
}

/** Empty where no istiod elsewhere gets a credential for this cluster. */
function reachedBy(cluster: Cluster, topology: Topology): Pick<WantedFacts, "ways"> {
  const readers = readersOf(cluster, topology);
  return readers.length === 0 ? {} : { ways: { readers, apiServer: cluster.apiServer } };
}

function othersOf(external: readonly string[]): Pick<WantedFacts, "external"> {
  return external.length === 0 ? {} : { external: new Set(external) };
}

function gatewayOf({ gateway }: Cluster): Pick<WantedFacts, "gatewayService" | "nodes"> {
  return {
    ...(gateway.service === undefined ? {} : { gatewayService: gateway.service }),
    nodes: gateway.type === "NodePort" && gateway.address === undefined,
  };
}

/** What has to be looked at again before a finished plan is executed. */
export function plannedFacts(plan: Plan): readonly WantedFacts[] {
  const part = partOf({ name: plan.mesh, istio: plan });
  return plan.clusters.map(({ name, role, host, signs, gatewayService }) => ({
    cluster: name,
    namespace: plan.namespace,
    mesh: plan.mesh,
    part,
    role,
    istiodToken: host !== undefined,
    ...(gatewayService === undefined ? {} : { gatewayService }),
    nodes: false,
    ambient: false,
    ...signingOf(plan.trust?.root, role, signs === true),
    ...othersOf(deliveredIn(plan.actions.filter(({ cluster }) => cluster === name))),
  }));
}

/**
 * How what an istiod signs with is looked at. A root that it made itself is kept beside its configuration: not in a host.
 */
function signingOf(
  root: TrustSettings["root"] | undefined,
  role: PlannedCluster["role"],
  signs: boolean,
): Pick<FactsRequest, "signing" | "ownRoot"> {
  const isWritten = root === "generated" || root === "files";
  const look = isWritten ? "written" : root === "existing" && "existing";
  return {
    signing: signs && look,
    ownRoot: isWritten && (role === "primary" || (role === "remote" && signs)),
  };
}
