import type { KubeObject } from "../../kube/object.ts";
import type { InstalledGateway } from "../../planner/installed.ts";
import { liveAddress } from "../../planner/live-address.ts";
import { installed } from "./control-plane.ts";
import { at, mapsAt, textAt } from "./values.ts";

/** The Service of an east-west gateway that others made. */
export function installedGateway(service: KubeObject): InstalledGateway {
  const network = service.metadata.labels?.["topology.istio.io/network"];
  const { ip, hostname } = liveAddress(service);
  const address = ip ?? hostname;
  const ports = mapsAt(service, "spec", "ports").map((port) => port["port"]);
  return {
    ...installed(service, { apiVersion: "v1", kind: "Service" }),
    type: textAt(service, "spec", "type") ?? "ClusterIP",
    ...(network === undefined ? {} : { network }),
    ports: ports.filter((port) => typeof port === "number").sort((a, b) => a - b),
    isSelectedByExposes: at(service, "spec", "selector", "istio") === "eastwestgateway",
    ...(address === undefined ? {} : { address }),
  };
}
