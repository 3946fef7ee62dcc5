import { sourceOf } from "../../src/diagnostics/source.ts";
import { type JsonMap, type KubeObject, refOf } from "../../src/kube/object.ts";
import { loadMesh } from "../../src/mesh/load.ts";
import type { ClusterName, Mesh } from "../../src/mesh/model.ts";
import type { Topology } from "../../src/mesh/topology.ts";
import { actionId } from "../../src/planner/action.ts";
import { desiredState } from "../../src/planner/desired.ts";
import type { DesiredAction } from "../../src/planner/desired-action.ts";
import type { ReachableFacts } from "../../src/planner/facts.ts";
import { type Observation, observationKey, type Observed } from "../../src/planner/observed.ts";

export const SEED_TEXT = `apiVersion: meshplan/v1
mesh: mesh1
istio:
  version: 1.31.0
clusters:
  cluster1: { network: network1 }
  cluster2: { network: network2, primary: cluster1 }
`;

export function meshOf(text: string): { readonly mesh: Mesh; readonly topology: Topology } {
  const { mesh, topology, diagnostics } = loadMesh(sourceOf("mesh.yaml", text), {
    directory: "/meshes",
  });
  if (mesh === undefined || topology === undefined) throw new Error(JSON.stringify(diagnostics));
  return { mesh, topology };
}

export const name = (text: string): ClusterName => text as ClusterName;

/** A cluster with nothing of a mesh in it. */
export function emptyCluster(cluster: string): ReachableFacts {
  return {
    reachable: true,
    cluster: name(cluster),
    server: `https://${cluster}.example:6443`,
    serverVersion: "v1.35.4",
    identity: `uid-of-${cluster}`,
    embedded: false,
    denied: [],
  };
}

const object = (
  apiVersion: string,
  kind: string,
  objectName: string,
  rest: JsonMap = {},
  namespaced = true,
): KubeObject => ({
  apiVersion,
  kind,
  metadata: {
    name: objectName,
    ...(namespaced ? { namespace: "istio-system" } : {}),
    labels: { "operator.istio.io/component": "Pilot", app: "x" },
  },
  ...rest,
});

/** Stand-ins for rendered manifests: one object of each kind that the planner treats differently. */
export function manifests(
  topology: Topology,
  revisions: readonly string[] = [""],
): ReadonlyMap<string, readonly KubeObject[]> {
  const crd = object(
    "apiextensions.k8s.io/v1",
    "CustomResourceDefinition",
    "gateways.networking.istio.io",
    { spec: {} },
    false,
  );
  const primary = [object("apps/v1", "Deployment", "istiod", { spec: { replicas: null } }), crd];
  const remote = [
    crd,
    object("discovery.k8s.io/v1", "EndpointSlice", "istiod", {
      addressType: "IPv4",
      endpoints: [{ addresses: ["192.0.2.1"] }],
    }),
    object("v1", "ConfigMap", "values", { data: { merged: '{"remotePilotAddress":"192.0.2.1"}' } }),
  ];
  const gateway = [
    object("apps/v1", "Deployment", "istio-eastwestgateway", { spec: {} }),
    object("v1", "Service", "istio-eastwestgateway", {
      spec: { type: "LoadBalancer", ports: [{ port: 15443 }] },
    }),
  ];
  const external = [
    object("apps/v1", "Deployment", "istiod", { spec: { template: { metadata: {} } } }),
  ];
  const clusters = [...topology.controlledBy.keys()];
  const hosts = [...topology.hosts].map(
    ([host, served]) => [`${host}/control-plane:${served}`, external] as const,
  );
  return new Map<string, readonly KubeObject[]>([
    ...clusters.flatMap((cluster) => [
      ...revisions.map((revision) => {
        const controlPlane = topology.istiodOf.get(cluster) === cluster ? primary : remote;
        return [actionId(cluster, "control-plane", undefined, revision), controlPlane] as const;
      }),
      [`${cluster}/gateway`, gateway] as const,
    ]),
    ...hosts,
  ]);
}

/** An action as the goldens show it. */
export function actionText(action: DesiredAction): string {
  return (
    `${action.id} [${action.kind}] objects: ${action.objects.map(({ body }) => `${body.kind} ${body.metadata.name}`).join(", ") || "none"}` +
    action.needs.map((need) => `\n    needs ${need.id}: ${need.reason}`).join("") +
    action.waits.map((wait) => `\n    waits ${wait.kind}`).join("") +
    (action.provides.length > 0 ? `\n    provides ${action.provides.join(", ")}` : "")
  );
}

export function desiredOf(
  text: string,
  facts: readonly ReachableFacts[],
): readonly DesiredAction[] {
  const { mesh, topology } = meshOf(text);
  return desiredState({
    mesh,
    topology,
    facts: new Map(facts.map((one) => [one.cluster, one])),
    manifests: manifests(
      topology,
      mesh.istio.revisions.map((revision) => revision.name),
    ),
    lineOf: (cluster) => text.slice(0, cluster.at.start).split("\n").length,
  });
}

/** Every object absent, as in an empty cluster. */
export function nothingThere(actions: readonly DesiredAction[]): Observed {
  return new Map(
    actions.flatMap((action) =>
      action.objects.map(({ body }): [string, Observation] => [
        observationKey(action.cluster, refOf(body)),
        action.delivery?.mode === "render"
          ? { kind: "others", sent: body, differs: [] }
          : { kind: "absent", sent: body },
      ]),
    ),
  );
}
