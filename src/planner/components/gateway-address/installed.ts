import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { InstalledGateway } from "../../installed.ts";
import { GATEWAY_NAME } from "../../names.ts";
import { askOwner } from "../installed/ask.ts";
import type { CheckContext } from "../installed/check-context.ts";
import { missing } from "../installed/missing.ts";
import { commandLine } from "../../../util/command-line.ts";

/** The Service of an east-west gateway that others made: its network, its ports, its pods, its address. */
export function checkGateway(
  context: CheckContext,
  [found]: readonly InstalledGateway[],
): readonly Diagnostic[] {
  const { cluster, mesh } = context;
  const { namespace } = mesh.istio;
  if (found === undefined) {
    const ref = { apiVersion: "v1", kind: "Service", namespace, name: GATEWAY_NAME };
    return [missing(context, "gateway", [ref])];
  }
  const place = { cluster: cluster.name, object: found.object };
  const wrong = differences(context, found).map(({ message, to }): Diagnostic => ({
    code: "MP0564",
    message,
    help: askOwner(found, cluster, to),
    ...place,
  }));
  return [...wrong, ...withoutAddress(context, found)];
}

interface Difference {
  readonly message: string;
  readonly to: string;
}

function differences(
  { cluster, topology }: CheckContext,
  found: InstalledGateway,
): readonly Difference[] {
  const { network } = cluster;
  const setNetwork = `set networkGateway=${network} (Helm: chart gateway, ${commandLine`--set networkGateway=${network}`}; istioctl: ${commandLine`samples/multicluster/gen-eastwest-gateway.sh --network ${network}`})`;
  const leadsToIstiod = topology.exposesControlPlane.includes(cluster.name);
  const wanted = [
    ...(topology.multiNetwork ? [15443] : []),
    ...(leadsToIstiod ? [15012, 15017] : []),
  ];
  const closed = wanted.filter((port) => !found.ports.includes(port));
  return [
    ...(topology.multiNetwork && found.network !== network
      ? [
          {
            message: `the label topology.istio.io/network of the gateway is ${found.network ?? "not set"}, and the mesh needs ${network}`,
            to: setNetwork,
          },
        ]
      : []),
    ...(closed.length > 0
      ? [{ message: `the gateway has no port ${closed.join(", ")}`, to: setNetwork }]
      : []),
    ...(found.isSelectedByExposes
      ? []
      : [
          {
            message:
              "the gateway does not select pods with the label istio=eastwestgateway, by which it would be configured",
            to: "give pods and Service that label (Helm: chart gateway, --set labels.istio=eastwestgateway)",
          },
        ]),
  ];
}

/** istiod and the remotes need an address that others reach; one of the file's stands for it. */
function withoutAddress(
  { cluster, topology }: CheckContext,
  found: InstalledGateway,
): readonly Diagnostic[] {
  if (found.address !== undefined || cluster.gateway.address !== undefined) return [];
  const isBalanced = found.type === "LoadBalancer";
  if (!isBalanced && !topology.exposesControlPlane.includes(cluster.name)) return [];
  const field = `clusters.${cluster.name}.gateway.address`;
  return [
    {
      code: "MP0565",
      message: isBalanced
        ? `the load balancer of ${cluster.name} has no address yet`
        : `the gateway of ${cluster.name} is of the type ${found.type}, which reports no address`,
      help: isBalanced
        ? `plan again when it has one, or write it in ${field}`
        : `write the address at which remotes reach it in ${field}`,
      cluster: cluster.name,
      object: found.object,
    },
  ];
}
