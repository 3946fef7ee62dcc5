import { deliveryOf } from "../../mesh/delivery.ts";
import { eachCluster } from "./fact-rule.ts";

/**
 * MP0582, a warning: an istiod looks at the annotation once, when it begins to read a cluster. After a remote changes its
 * primary, the old one goes on patching its webhooks until it is restarted. Source: istio/istio#43320.
 */
export const remotesKeepTheirPrimary = eachCluster(({ cluster, facts }, { mesh }) => {
  // Of what others deliver its owner is told (MP0555 to MP0569).
  if (deliveryOf(cluster, "namespace") !== "apply") return undefined;
  const found = facts.live?.controlPlaneClusters;
  if (cluster.role !== "remote" || found === undefined) return undefined;
  const others = found.split(",").filter((name) => name !== cluster.primary && name !== "*");
  const [first] = others;
  if (first === undefined) return undefined;
  const old = mesh.clusters.find(({ name }) => name === first);
  return {
    code: "MP0582",
    message: `${cluster.name} was managed by ${found}, and the file gives it to ${cluster.primary}`,
    help:
      old === undefined
        ? `restart istiod of ${first} after the apply, or delete its remote secret of ${cluster.name}: it goes on managing the cluster until then`
        : `restart istiod of ${first} after the apply: kubectl --context ${old.context} rollout restart deployment --namespace ${mesh.istio.namespace} --selector app=istiod`,
    cluster: cluster.name,
  };
});
