import { refOf } from "../../kube/object.ts";
import { liveAddress } from "../live-address.ts";
import { eachCluster } from "./check.ts";

/**
 * MP9126: the address of a gateway goes into objects of other clusters and to their proxies. One that means another machine
 * there, or is no address at all, is refused before anything is planned with it.
 */
export const liveAddressesAreUsable = eachCluster("MP9126", ({ cluster, facts }) => {
  const service = facts.gatewayService;
  if (service === undefined || cluster.gateway.address !== undefined) return undefined;
  const { refused } = liveAddress(service);
  if (refused === undefined) return undefined;
  return {
    code: "MP9126",
    message: `the gateway of ${cluster.name} has the address ${refused.text}, which ${refused.problem}`,
    help: `write the address by which other clusters reach it in clusters.${cluster.name}.gateway.address`,
    cluster: cluster.name,
    object: refOf(service),
  };
});
