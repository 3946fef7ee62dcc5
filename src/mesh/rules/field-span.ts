import type { Span } from "../../diagnostics/source.ts";
import type { Cluster, Mesh } from "../model.ts";

/** Where a field of a cluster was written; the cluster's key where it was left out. */
export function fieldSpan(cluster: Cluster, field: string): Span {
  return cluster.fieldsAt?.[field] ?? cluster.at;
}

/** Where a field of a cluster's gateway was written; the key of its section where it was left out. */
export function gatewaySpan({ gateway }: Pick<Cluster, "gateway">, field: string): Span {
  return gateway.fieldsAt?.[field] ?? gateway.at;
}

/** Whether a field was written for several clusters at once, in `defaults` or by an alias: it may be idle for some of them. */
export function isShared(mesh: Mesh, cluster: Cluster, field: string): boolean {
  const own = cluster.fieldsAt?.[field]?.start;
  return mesh.clusters.some(
    (other) => other !== cluster && own !== undefined && other.fieldsAt?.[field]?.start === own,
  );
}
