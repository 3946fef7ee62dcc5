import type { EmbeddedCluster } from "../kube/cluster.ts";
import type { Guests } from "../kube/clusters.ts";
import { addIstioAdmission } from "./admission.ts";
import { SimulatedIstiod } from "./istiod.ts";
import { podGuard } from "./pod-guard.ts";

/** Plays Istio in embedded clusters: each gets an istiod, as soon as its Deployment is there, and Istio's admission. */
export const playIstio: Guests = (contexts) => {
  const clusters = contexts.map(({ cluster }) => cluster);
  const withUid = (uid: string): EmbeddedCluster | undefined =>
    clusters.find((cluster) => uidOf(cluster) === uid);
  const istiods = contexts.map((context) => new SimulatedIstiod(context, withUid));
  for (const cluster of clusters) {
    cluster.podGuards.add(podGuard(cluster));
    addIstioAdmission(cluster, (asked) => istiods.some((istiod) => istiod.leads(asked)));
  }
  for (const istiod of istiods) istiod.start();
  return {
    close: () => {
      for (const istiod of istiods) istiod.close();
    },
  };
};

/** The identity of a cluster, whatever address leads to it. */
function uidOf({ store }: EmbeddedCluster): string | undefined {
  return store.get("namespaces", undefined, "kube-system")?.metadata.uid;
}
