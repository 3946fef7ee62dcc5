import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { deliveryOf } from "../../mesh/delivery.ts";
import type { Cluster } from "../../mesh/model.ts";
import type { LiveSlice, ReachableFacts } from "../facts.ts";
import type { Check, Known } from "./check.ts";
import { kubectlFlags } from "../../kube/kubectl-flags.ts";
import { commandLine } from "../../util/command-line.ts";

/**
 * MP0535: a cluster that got an istiod of its own, or lost it, keeps the EndpointSlice of before behind istiod's Service, and
 * connections go to both. Kubernetes deletes no slice that was written by others, and none of a Service whose selector is
 * gone. Source: pkg/controller/endpointslice of Kubernetes, syncService.
 */
export const istiodHasOneAddress: Check<"facts"> = {
  over: "facts",
  codes: ["MP0535"],
  check: ({ mesh, known }) =>
    known.flatMap((one) => {
      // The owner of what others deliver is told (MP0555 to MP0569).
      if (deliveryOf(one.cluster, "control-plane") === "external") return [];
      const slices = one.facts.slices ?? [];
      const { namespace } = mesh.istio;
      return runsItsOwn(one.cluster)
        ? slices
            .filter(({ ofSelector }) => !ofSelector)
            .map((stale) => written(namespace, one, stale))
        : slices
            .filter((slice) => slice.ofSelector && isFilled(slice, one.facts))
            .map((stale) => selected(namespace, one, stale));
    }),
};

/** Whether the Service istiod of a cluster leads to pods in it: also those of a local injector. */
function runsItsOwn(cluster: Cluster): boolean {
  if (cluster.role === "remote") return cluster.injector === "local";
  return cluster.role === "host" || cluster.host === undefined;
}

/** An empty slice leads nowhere, unless there is an istiod whose pods may come back into it. */
function isFilled({ addresses }: LiveSlice, { istiod }: ReachableFacts): boolean {
  return addresses.length > 0 || istiod !== undefined;
}

function written(namespace: string, { cluster }: Known, stale: LiveSlice): Diagnostic {
  return {
    code: "MP0535",
    message: `the EndpointSlice ${stale.name} of ${cluster.name} leads the Service ${stale.service} to ${addressesOf(stale)}, and the file gives ${cluster.name} an istiod of its own`,
    help: `when no pod has to start until the apply is done: ${commandLine`kubectl ${kubectlFlags(cluster)} delete endpointslice --namespace ${namespace} ${stale.name}`}, then plan again`,
    cluster: cluster.name,
  };
}

/**
 * The Service may still select the pods of an istiod that runs, and Kubernetes would make the slice anew: so it goes with its
 * Service, which the apply makes again.
 */
function selected(namespace: string, { cluster, facts }: Known, stale: LiveSlice): Diagnostic {
  const service = facts.istiod === undefined ? [] : `service/${stale.service}`;
  return {
    code: "MP0535",
    message: `the EndpointSlice ${stale.name} of ${cluster.name} leads the Service ${stale.service} to ${addressesOf(stale)}, pods of its own, and the file gives ${cluster.name} the istiod of another cluster`,
    help: `when no pod has to start until the apply is done: ${commandLine`kubectl ${kubectlFlags(cluster)} delete --namespace ${namespace} --ignore-not-found ${service} endpointslice/${stale.name}`}, then plan again`,
    cluster: cluster.name,
  };
}

function addressesOf({ addresses }: LiveSlice): string {
  return addresses.length === 0 ? "no address yet" : addresses.join(", ");
}
