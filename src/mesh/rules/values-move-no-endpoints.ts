import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Cluster } from "../model.ts";
import { type SaysValues, saidValues } from "../said-values.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0489: the clusters of the file decide which network an endpoint is on, which gateways lead into a network and which
 * clusters are read. Istio has older and other ways to say the same, and where both are used, those win silently.
 *
 * Source: pilot/pkg/serviceregistry/kube/controller/network.go (`reloadMeshNetworks`, `getGatewayDetails`),
 * pkg/kube/multicluster/secretcontroller.go.
 */
export const valuesMoveNoEndpoints: Rule = ({ clusters }) =>
  clusters.flatMap((cluster) =>
    saidValues(cluster).flatMap((says) => MOVERS.flatMap((mover) => found(cluster, says, mover))),
  );

interface Mover {
  readonly pointer: string;
  readonly because: string;
  readonly instead: string;
  /** Whether a value does no harm there. */
  readonly isHarmless?: (value: unknown, cluster: Cluster) => boolean;
}

const METADATA = "/meshConfig/defaultConfig/proxyMetadata";
const INGRESS_LABELS = "/gateways/istio-ingressgateway/labels";

const MOVERS: readonly Mover[] = [
  {
    pointer: "/global/meshNetworks",
    because:
      "istiod puts endpoints into its networks and sends traffic to its gateways besides ours",
    instead: "write `network` and `gateway.address` of each cluster instead",
    isHarmless: isEmpty,
  },
  {
    pointer: "/pilot/env/PILOT_MULTICLUSTER_KUBECONFIG_PATH",
    because: "istiod then reads clusters from files, and no remote secret",
    instead: "remove it: meshplan writes the remote secrets",
    isHarmless: isEmpty,
  },
  {
    pointer: `${METADATA}/ISTIO_META_NETWORK`,
    because: "it is the network that every proxy says it is on",
    instead: "remove it: `network` of the cluster says so",
    isHarmless: (value, { network }) => value === network,
  },
  {
    pointer: `${METADATA}/ISTIO_META_CLUSTER_ID`,
    because: "it is the cluster that every proxy says it is in",
    instead: "remove it: the cluster's name in this file says so",
    isHarmless: (value, { name }) => value === name,
  },
  {
    pointer: `${METADATA}/ISTIO_META_REQUESTED_NETWORK_VIEW`,
    because: "every proxy would see the endpoints of these networks only",
    instead: "remove it: only gateways have a view of one network",
    isHarmless: isEmpty,
  },
  {
    pointer: `${INGRESS_LABELS}/topology.istio.io~1network`,
    because: "istiod takes a Service with that label for a gateway into the network",
    instead: "remove it: only the east-west gateway has it",
  },
  {
    pointer: `${INGRESS_LABELS}/networking.istio.io~1gatewayPort`,
    because: "istiod reads it at a gateway between networks, which the ingress gateway is not",
    instead: "remove it",
  },
];

function found(
  cluster: Cluster,
  says: SaysValues,
  { pointer, because, instead, isHarmless }: Mover,
): readonly Diagnostic[] {
  const said = says(pointer);
  if (said === undefined || isHarmless?.(said.value, cluster) === true) return [];
  return [
    {
      code: "MP0489",
      message: `${said.name} would move traffic between networks: ${because}`,
      help: instead,
      ...(said.at === undefined ? {} : { at: said.at }),
    },
  ];
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
