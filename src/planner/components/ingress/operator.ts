import type { JsonMap } from "../../../kube/object.ts";
import type { Cluster, Mesh, Revision } from "../../../mesh/model.ts";
import { INGRESS_NAME } from "../../names.ts";
import { onlyKeys, operatorOf, withLayers } from "../operator.ts";

/** What the default profile adds to the minimal one. */
export function ingressOperator(mesh: Mesh, revision: Revision, cluster: Cluster): JsonMap {
  const global = {
    meshID: mesh.name,
    multiCluster: { clusterName: cluster.name },
    network: cluster.network,
  };
  // Written into its pods, the address of an istiod elsewhere would be wrong: the injector knows it.
  const isHosted = cluster.role === "primary" && cluster.host !== undefined;
  const injected: JsonMap = isHosted
    ? { gateways: { "istio-ingressgateway": { injectionTemplate: "gateway" } } }
    : {};
  return operatorOf(mesh, revision, {
    name: "ingress",
    profile: "empty",
    spec: {
      components: { ingressGateways: [{ name: INGRESS_NAME, enabled: true }] },
      values: withLayers({ ...injected, global }, onlyKeys(cluster.values, ["global", "gateways"])),
    },
  });
}
