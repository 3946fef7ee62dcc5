import { eachCluster } from "./check.ts";

/** MP9124, a warning: anybody on the way to such an API server can answer in its name, and hear the credentials. */
export const serversAreVerified = eachCluster("MP9124", ({ cluster, facts }) =>
  facts.unverified === undefined
    ? undefined
    : {
        code: "MP9124",
        message: `nobody checks the certificate of the API server of ${cluster.name}: its kubeconfig says insecure-skip-tls-verify`,
        help: "put the cluster's certificate-authority-data into the kubeconfig instead",
        cluster: cluster.name,
      },
);
