import { eachCluster } from "./check.ts";
import { kubectlFlags } from "../../kube/kubectl-flags.ts";
import { commandLine } from "../../util/command-line.ts";

/**
 * MP0584, a warning: a cluster that became a remote keeps the istiod it had, which goes on serving the pods it completed with
 * the configuration of this cluster, while the file says that its primary does.
 */
export const remotesRunNoIstiod = eachCluster("MP0584", ({ cluster, facts }, { mesh }) => {
  if (cluster.role !== "remote" || cluster.injector === "local") return undefined;
  if (facts.istiod === undefined) return undefined;
  const { namespace } = mesh.istio;
  return {
    code: "MP0584",
    message: `${cluster.name} is a remote in the file, and runs an istiod of this mesh, ${facts.istiod}`,
    help: `once its workloads have been restarted: ${commandLine`kubectl ${kubectlFlags(cluster)} delete deployment --namespace ${namespace} --selector app=istiod`}`,
    cluster: cluster.name,
  };
});
