import { eachCluster } from "./check.ts";

const LOOPBACK = /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)(:|\/|$)/i;

/**
 * MP0508: the kubeconfig's server goes into the remote secret, and loopback means another machine there.
 *
 * Silent for embedded servers: they live on loopback, and so does their simulated istiod.
 */
export const apiServerIsNotLocal = eachCluster("MP0508", ({ cluster, facts }, { topology }) => {
  const home = topology.istiodOf.get(cluster.name) ?? cluster.name;
  const isRead =
    home !== cluster.name || topology.secrets.some((secret) => secret.of === cluster.name);
  if (!isRead || facts.embedded || cluster.apiServer.url !== undefined) return undefined;
  if (!LOOPBACK.test(facts.server)) return undefined;
  return {
    code: "MP0508",
    message: `the kubeconfig reaches ${cluster.name} at ${facts.server}, which other clusters cannot reach`,
    help: `write the address they use in clusters.${cluster.name}.apiServer`,
    cluster: cluster.name,
  };
});
