import { eachCluster } from "./check.ts";

/**
 * MP0536: every proxy calls istiod by a name with its namespace in it, and so do webhooks, certificates and remote secrets. In
 * another namespace a second mesh would begin, beside the one that runs and with the injectors of both.
 */
export const namespaceStays = eachCluster("MP0536", ({ cluster, facts }, { mesh }) => {
  const { livesIn } = facts;
  const { namespace } = mesh.istio;
  if (livesIn === undefined) return undefined;
  return {
    code: "MP0536",
    message: `the mesh ${mesh.name} runs in the namespace ${livesIn} of ${cluster.name}, and the file has ${namespace}`,
    help: `write \`namespace: ${livesIn}\` under \`istio\`; another namespace means to remove Istio from every cluster first`,
    cluster: cluster.name,
  };
});
