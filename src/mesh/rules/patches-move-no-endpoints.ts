import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Cluster, Mesh, Patch } from "../model.ts";
import { nameText } from "../name-text.ts";
import { patchSpan } from "../patch-place.ts";
import { valueAt } from "../value-at.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0489 for patches: values may not say anything about networks and about who manages a cluster, and a patch may not write it
 * into the objects from which istiod reads it.
 *
 * Source: pilot/pkg/serviceregistry/kube/controller: network.go (`setNetworkFromNamespace`, `getGatewayDetails`,
 * `reloadMeshNetworks`), multicluster.go (`checkShouldLead`).
 */
export const patchesMoveNoEndpoints: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) =>
    cluster.patches.flatMap((patch) =>
      MOVERS.flatMap((mover) => found(mesh, { cluster, patch, mover })),
    ),
  );

interface Mover {
  readonly kind: string;
  /** Names of the objects from which istiod reads it. */
  readonly names?: RegExp;
  readonly steps: readonly string[];
  readonly because: string;
  readonly instead: string;
  readonly isHarmless: (value: unknown, cluster: Cluster) => boolean;
}

const NETWORK_LABEL = ["metadata", "labels", "topology.istio.io/network"];
const isAlso =
  (right: (cluster: Cluster) => string) =>
  (value: unknown, cluster: Cluster): boolean =>
    value === right(cluster);

const MOVERS: readonly Mover[] = [
  {
    kind: "ConfigMap",
    names: /^istio(-(?!sidecar-injector|ca-)|$)/,
    steps: ["data", "meshNetworks"],
    because:
      "istiod puts endpoints into its networks and sends traffic to its gateways besides ours",
    instead: "write `network` and `gateway.address` of each cluster instead",
    isHarmless: (value) =>
      value === null ||
      (typeof value === "string" && /^\s*(networks:\s*(\{\s*\}\s*)?)?$/.test(value)),
  },
  {
    kind: "Namespace",
    steps: NETWORK_LABEL,
    because: "istiod takes the network of the whole cluster from it",
    instead: "write `network` of the cluster instead",
    isHarmless: isAlso(({ network }) => network),
  },
  {
    kind: "Namespace",
    steps: ["metadata", "annotations", "topology.istio.io/controlPlaneClusters"],
    because: "it says which istiods manage the cluster",
    instead: "write `primary` of the cluster instead",
    isHarmless: isAlso((cluster) => (cluster.role === "remote" ? cluster.primary : cluster.name)),
  },
  ...["Deployment", "DaemonSet"].map((kind) => ({
    kind,
    steps: ["spec", "template", ...NETWORK_LABEL],
    because: "istiod takes the network of the pods from it",
    instead: "write `network` of the cluster instead",
    isHarmless: isAlso(({ network }) => network),
  })),
  {
    kind: "Service",
    steps: NETWORK_LABEL,
    because: "istiod takes a Service with that label for a gateway into the network",
    instead: "remove it: only the east-west gateway has it, from `network`",
    isHarmless: isAlso(({ network }) => network),
  },
  {
    kind: "Service",
    steps: ["metadata", "labels", "networking.istio.io/gatewayPort"],
    because: "it is the port to which other networks send",
    instead: "remove it: they send to 15443",
    isHarmless: (value) => String(value) === "15443" || value === null,
  },
];

function found(
  { istio }: Mesh,
  {
    cluster,
    patch,
    mover,
  }: { readonly cluster: Cluster; readonly patch: Patch; readonly mover: Mover },
): readonly Diagnostic[] {
  const { kind, names, steps, because, instead } = mover;
  const { target } = patch;
  const name = kind === "Namespace" ? (target.name ?? istio.namespace) : target.name;
  if (target.kind !== kind || (name !== undefined && names?.test(name) === false)) return [];
  if (kind === "Namespace" && name !== istio.namespace) return [];
  const pointer = steps.map((step) => `/${step.replaceAll("/", "~1")}`).join("");
  const value = valueAt(patch.patch, pointer);
  if (value === undefined || mover.isHarmless(value, cluster)) return [];
  const object = name === undefined ? `every ${kind}` : `${kind} ${nameText(name)}`;
  return [
    {
      code: "MP0489",
      message: `a patch of ${steps.at(-1) ?? ""} of ${object} would move traffic between networks: ${because}`,
      help: instead,
      at: patchSpan(patch, steps),
    },
  ];
}
