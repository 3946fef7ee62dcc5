import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { isMap } from "../../kube/object.ts";
import type { Cluster } from "../../mesh/model.ts";
import { commandLine } from "../../util/command-line.ts";
import type { LiveGateway } from "../facts.ts";
import { kubectl } from "../kubectl.ts";
import { GATEWAY_NAME } from "../names.ts";
import type { CheckInput, Check, Known } from "./check.ts";

/**
 * MP0611, a warning: istiod merges all Gateways that select a pod, so one of somebody else on a port of the east-west gateway
 * takes part of its connections, or all where the hosts are the same. A Gateway is read in the cluster of the istiod that serves
 * the pod, and selects pods of every namespace.
 */
export const gatewaysAreApart: Check<"facts"> = {
  over: "facts",
  codes: ["MP0611"],
  check: (input) =>
    input.known.flatMap((primary) =>
      (primary.facts.gateways ?? [])
        .filter(({ object }) => !isExpose(input, primary, object))
        .flatMap((gateway) => besides(input, primary, gateway)),
    ),
};

/** Whether it is named as meshplan's own, where the mesh lives: such a Gateway is planned, or checked where others deliver it. */
function isExpose(
  { mesh }: CheckInput,
  { facts }: Known,
  { name, namespace }: LiveGateway["object"],
): boolean {
  const isOfTheMesh = /^(istiod-gateway|cross-network-gateway)(-|$)/.test(name);
  return namespace === (facts.livesIn ?? mesh.istio.namespace) && isOfTheMesh;
}

function besides(
  { topology, known }: CheckInput,
  { cluster: primary }: Known,
  { object, selector, ports }: LiveGateway,
): readonly Diagnostic[] {
  const hit = known.filter(
    (one) =>
      topology.controlledBy.get(one.cluster.name) === primary.name &&
      topology.eastWestGateways.includes(one.cluster.name) &&
      Object.entries(selector).every(([key, value]) => labelsOf(one)[key] === value),
  );
  const used = ports.filter((port) =>
    hit.some(({ cluster }) => portsOf(topology, cluster).includes(port)),
  );
  if (used.length === 0) return [];
  const names = hit.map(({ cluster }) => cluster.name).join(", ");
  const { namespace = "", name } = object;
  const look = commandLine`${kubectl(primary)} -n ${namespace} edit gateways.networking.istio.io ${name}`;
  return [
    {
      code: "MP0611",
      message: `the Gateway ${namespace}/${name} of ${primary.name} selects the east-west gateway of ${names} too, on ${used.length === 1 ? "port" : "the ports"} ${used.join(", ")}`,
      help: `let it select other pods, or use another port: ${look}`,
      cluster: primary.name,
      object,
    },
  ];
}

/** What its pods are known by: as meshplan labels them, or as the Service of others selects them. */
function labelsOf({ cluster, facts }: Known): { readonly [key: string]: unknown } {
  if (cluster.gateway.service === undefined)
    return {
      istio: "eastwestgateway",
      app: GATEWAY_NAME,
      "topology.istio.io/network": cluster.network,
    };
  const spec = facts.gatewayService?.["spec"];
  const selector = isMap(spec) ? spec["selector"] : undefined;
  return isMap(selector) ? selector : {};
}

function portsOf({ multiNetwork, exposesControlPlane }: CheckInput["topology"], { name }: Cluster) {
  return [
    ...(multiNetwork ? [15443] : []),
    ...(exposesControlPlane.includes(name) ? [15012, 15017] : []),
  ];
}
