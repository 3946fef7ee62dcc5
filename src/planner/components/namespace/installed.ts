import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { InstalledNamespace } from "../../installed.ts";
import { askOwner } from "../installed/ask.ts";
import type { CheckContext } from "../installed/check-context.ts";
import { missing } from "../installed/missing.ts";
import { kubectlFlags } from "../../../kube/kubectl-flags.ts";
import { commandLine } from "../../../util/command-line.ts";

const NETWORK = "topology.istio.io/network";
const LEADERS = "topology.istio.io/controlPlaneClusters";

/**
 * The label that names the network, and in a remote the annotation that names its primary.
 *
 * istiod splits the annotation at commas without trimming, so spaces count.
 * Source: istio pilot/pkg/serviceregistry/kube/controller/multicluster.go, checkShouldLead.
 */
export function checkNamespace(
  context: CheckContext,
  [found]: readonly InstalledNamespace[],
): readonly Diagnostic[] {
  const { cluster, mesh, topology } = context;
  const { namespace } = mesh.istio;
  if (found === undefined)
    return [
      missing(context, "namespace", [{ apiVersion: "v1", kind: "Namespace", name: namespace }]),
    ];
  const { network, controlPlaneClusters } = found;
  const leaders = controlPlaneClusters?.split(",") ?? [];
  const wrong = (noun: string, key: string, live: string | undefined, wanted: string) => ({
    code: "MP0556" as const,
    message: `the ${noun} ${key} is ${live === undefined ? "not set" : `\`${live}\``}, and the mesh needs ${wanted}`,
    cluster: cluster.name,
    object: found.object,
  });
  const ask = (verb: string, mark: string, live: string | undefined) =>
    askOwner(
      found,
      cluster,
      `run ${commandLine`kubectl ${kubectlFlags(cluster)} ${verb} namespace ${namespace} ${mark} ${live === undefined ? [] : "--overwrite"}`}`,
    );
  const problems: Diagnostic[] = [];
  if (topology.multiNetwork && network !== cluster.network)
    problems.push({
      ...wrong("label", NETWORK, network, cluster.network),
      help: ask("label", `${NETWORK}=${cluster.network}`, network),
    });
  if (cluster.role === "remote" && !leaders.includes(cluster.primary) && !leaders.includes("*")) {
    // Whoever is named already goes on managing it.
    const all = new Set([...leaders.map((one) => one.trim()), cluster.primary]);
    problems.push({
      ...wrong("annotation", LEADERS, controlPlaneClusters, cluster.primary),
      help: ask("annotate", `${LEADERS}=${[...all].join(",")}`, controlPlaneClusters),
    });
  }
  return problems;
}
