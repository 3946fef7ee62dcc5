import type { Cluster } from "../model.ts";
import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

const AWS_ANNOTATION = /^service\.beta\.kubernetes\.io\/aws-load-balancer-/;

/**
 * MP0457, a warning: load balancers of AWS get host names. Remotes need an IP address of their primary, because no API server
 * calls a webhook behind a host name; the apply would stop where the name appears. Source: istio/istio#45014.
 */
export const primariesHaveIpAddresses: Rule = (mesh, topology) =>
  mesh.clusters
    .filter(({ name }) => topology.exposesControlPlane.includes(name))
    .filter(({ gateway }) => gateway.address === undefined && gateway.type === "LoadBalancer")
    .filter(({ gateway }) => gateway.service === undefined)
    .filter(isOnAws)
    .map((cluster) => ({
      code: "MP0457",
      message: `cluster ${nameText(cluster.name)} is on AWS, whose load balancers get host names, and its remotes need an IP address`,
      help: "reserve an Elastic IP for a network load balancer and write it in `gateway.address`",
      at: cluster.gateway.at,
    }));

function isOnAws({ context, gateway }: Cluster): boolean {
  return (
    context.startsWith("arn:aws:eks:") ||
    Object.keys(gateway.annotations).some((key) => AWS_ANNOTATION.test(key))
  );
}
