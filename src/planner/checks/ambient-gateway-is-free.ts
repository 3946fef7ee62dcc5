import { kubectlFlags } from "../../kube/kubectl-flags.ts";
import { commandLine } from "../../util/command-line.ts";
import { GATEWAY_NAME } from "../names.ts";
import { eachCluster } from "./check.ts";

/** MP0533: in ambient mode istiod makes the gateway between networks, and it leaves alone what it did not make. */
export const ambientGatewayIsFree = eachCluster("MP0533", ({ cluster, facts }, { mesh }) => {
  const found = facts.foreignGateway;
  if (found === undefined) return undefined;
  return {
    code: "MP0533",
    message: `istiod cannot make the ambient gateway: there is a ${found.kind} ${GATEWAY_NAME} that it did not make`,
    help: `when traffic between networks can stop: ${commandLine`kubectl ${kubectlFlags(cluster)} -n ${mesh.istio.namespace} delete deployment,service,hpa ${GATEWAY_NAME} --ignore-not-found`}; then plan again`,
    cluster: cluster.name,
    object: found,
  };
});
