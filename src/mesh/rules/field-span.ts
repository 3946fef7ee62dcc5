import type { Span } from "../../diagnostics/source.ts";
import type { Cluster } from "../model.ts";

/** Where a field of a cluster was written; the cluster's key where it was left out. */
export function fieldSpan(cluster: Cluster, field: string): Span {
  return cluster.fieldsAt?.[field] ?? cluster.at;
}

/** Where a field of a cluster's gateway was written; the gateway's key where it was left out. */
export function gatewaySpan({ gateway }: Cluster, field: string): Span {
  return gateway.fieldsAt?.[field] ?? gateway.at;
}
