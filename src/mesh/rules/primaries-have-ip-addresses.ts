import type { Cluster } from "../model.ts";
import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

const AWS_ANNOTATION = /^service\.beta\.kubernetes\.io\/aws-load-balancer-/;

/**
 * MP0457, a warning: load balancers of AWS get host names. Remotes are planned for an IP address unless the file has a
 * name, because no API server calls a webhook Service behind one; the apply would stop where the name appears. Source: istio/istio#45014.
 */
export const primariesHaveIpAddresses: Rule = (mesh, topology) =>
  mesh.clusters
    .filter(({ name }) => topology.exposesControlPlane.includes(name))
    .filter(({ gateway }) => gateway.address === undefined && gateway.type === "LoadBalancer")
    .filter(({ gateway }) => gateway.service === undefined)
    .filter(isOnAws)
    .map((cluster) => ({
      code: "MP0457",
      message: `cluster ${nameText(cluster.name)} is on AWS, whose load balancers get host names, and its remotes are planned for an IP address`,
      help: "write in `gateway.address` a DNS name that will lead to the load balancer, or a reserved Elastic IP address",
      at: cluster.gateway.at,
    }));

function isOnAws({ context, gateway }: Cluster): boolean {
  return (
    context.startsWith("arn:aws:eks:") ||
    Object.keys(gateway.annotations).some((key) => AWS_ANNOTATION.test(key))
  );
}
