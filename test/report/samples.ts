import { pathOf } from "../kube/printed-path.ts";
import type { Action, Wait } from "../../src/planner/action.ts";
import type { Leftover } from "../../src/planner/owned-objects.ts";
import type { Plan, PlannedCluster } from "../../src/planner/plan.ts";
import { cluster, converged, createAll, field, is, plannedCluster } from "./sample-plan.ts";
import { meshConfig, SECRET_VALUE } from "./sample-objects.ts";

const MEMORY = 'spec.template.spec.containers[name="discovery"].resources.requests.memory';
const kubectlEdit = { kind: "drift", by: ["kubectl-edit"] } as const;

const [one, two] = [cluster("cluster1"), cluster("cluster2")];
const NAMESPACE = { namespace: "istio-system" };
const WEBHOOKS = "admissionregistration.k8s.io/v1";
const injector = (name: string) => ({
  object: { apiVersion: WEBHOOKS, kind: "MutatingWebhookConfiguration", name },
});
const named = (apiVersion: string, kind: string, name: string) => ({
  object: { apiVersion, kind, ...NAMESPACE, name },
});
/** What a cluster and a revision leave behind when they leave the file. */
const LEFTOVERS: readonly Leftover[] = [
  { cluster: one, ...named("v1", "Secret", "istio-remote-secret-cluster3"), reads: "cluster3" },
  { cluster: one, ...injector("istio-revision-tag-prod"), revision: "1-30-4", tag: "prod" },
  { cluster: one, ...injector("istio-sidecar-injector-1-30-4"), revision: "1-30-4" },
  { cluster: two, ...injector("istio-sidecar-injector-1-30-4"), revision: "1-30-4" },
  { cluster: one, ...named("networking.istio.io/v1", "Gateway", "old-gateway") },
  { cluster: one, ...named("apps/v1", "Deployment", "istiod-1-30-4"), revision: "1-30-4" },
  {
    cluster: one,
    object: {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      name: "gateways.gateway.networking.k8s.io",
    },
  },
  { cluster: two, ...named("v1", "ConfigMap", "values-1-30-4"), by: "Argo CD application mesh" },
  { cluster: two, ...named("v1", "Service", "istiod-1-30-4"), revision: "1-30-4" },
];

/** One plan for each thing a reviewer may meet. */
export const SAMPLES: Readonly<Record<string, () => Plan>> = {
  "create-all": () => createAll(),

  "create-all-20-clusters": () => createAll(20),

  "no-changes": () => converged(() => undefined),

  "one-label-on-all": () =>
    converged(() => ({
      cause: { kind: "file", line: 3 },
      fields: [field("metadata.labels.team", undefined, "net")],
    })),

  "much-moves-in-one": () =>
    converged((body, number) =>
      number === 1 && is(body, "ConfigMap", "istio")
        ? {
            cause: { kind: "file", line: 4 },
            fields: Array.from({ length: 200 }, (_, index) =>
              field(`data.key${String(index)}`, "before", "after"),
            ),
          }
        : undefined,
    ),

  "no-changes-left-alone": () =>
    converged((body, number) =>
      number === 1 && is(body, "HorizontalPodAutoscaler", "istiod")
        ? {
            verb: "none",
            leftAlone: [
              { path: pathOf("spec.minReplicas"), manager: "keda-operator", live: 3, wanted: 1 },
            ],
          }
        : undefined,
    ),

  "left-over": () => ({ ...converged(() => undefined), leftovers: LEFTOVERS }),

  "left-over-beside-changes": () => ({
    ...createAll(),
    leftovers: LEFTOVERS.slice(0, 1),
    unlisted: [{ cluster: cluster("cluster1"), kinds: ["NetworkPolicy"] }],
  }),

  "not-searched": () => ({
    ...converged(() => undefined),
    unlisted: [
      { cluster: cluster("cluster1"), kinds: ["ConfigMap", "Secret"] },
      { cluster: cluster("cluster2"), kinds: ["Secret"] },
    ],
  }),

  drift: () => {
    return converged((body, number) => {
      if (number === 1 && is(body, "Deployment", "istiod"))
        return { cause: kubectlEdit, fields: [field(MEMORY, "1Gi", "2048Mi")], force: true };
      if (number === 2 && is(body, "Namespace", "istio-system"))
        return {
          cause: { kind: "drift", by: ["kubectl-label"] },
          fields: [field('metadata.labels["topology.istio.io/network"]', undefined, "network2")],
        };
      return undefined;
    });
  },

  contested: () =>
    converged((body, number) => {
      if (!is(body, "Deployment", "istiod") || number !== 1) return undefined;
      return {
        cause: { kind: "file", line: 4 },
        fields: [
          field(
            'spec.template.spec.containers[name="discovery"].image',
            "docker.io/istio/pilot:1.30.5",
            "docker.io/istio/pilot:1.31.0",
          ),
        ],
        leftAlone: [
          {
            path: pathOf('spec.template.spec.containers[name="discovery"].resources.limits.memory'),
            manager: "vpa-recommender",
            live: "4Gi",
            wanted: "2Gi",
          },
        ],
      };
    }),

  "text-changes": () =>
    converged((body, number) =>
      number === 1 && is(body, "ConfigMap", "istio")
        ? {
            fields: [
              field(
                "data.mesh",
                meshConfig("istiod.istio-system.svc:15012").replace("prometheus", "stackdriver"),
                meshConfig("istiod.istio-system.svc:15012"),
              ),
              field("data.meshNetworks", "networks: {}\n", undefined),
            ],
            cause: kubectlEdit,
          }
        : undefined,
    ),

  "secret-and-unknown": () =>
    converged((body, number) => {
      if (is(body, "Secret", "istio-remote-secret-cluster2"))
        return {
          cause: { kind: "output", of: "cluster2/reader-token#token" },
          fields: [
            { path: pathOf("data.cluster2"), before: SECRET_VALUE, after: `${SECRET_VALUE}2` },
            { path: pathOf("stringData.note"), sensitive: true },
          ],
        };
      if (number === 2 && body.kind === "EndpointSlice")
        return {
          cause: { kind: "output", of: "cluster1/gateway-address#address" },
          fields: [
            { path: pathOf("endpoints"), before: [{ addresses: ["203.0.113.7"] }], unknown: true },
          ],
        };
      return undefined;
    }),

  adopt: () =>
    converged((body, number) =>
      number === 2 && (body.kind === "CustomResourceDefinition" || body.kind === "ClusterRole")
        ? { verb: "adopt" }
        : undefined,
    ),

  "remove-and-replace": () =>
    converged((body, number) => {
      if (number !== 1) return undefined;
      if (is(body, "RoleBinding", "istiod"))
        return { verb: "replace", fields: [field("roleRef.name", "istio-old", "istiod")] };
      if (is(body, "Gateway", "cross-network-gateway")) return { verb: "delete" };
      if (is(body, "HorizontalPodAutoscaler", "istiod"))
        return { verb: "take-over", fields: [field("spec.minReplicas", 3, 1)] };
      return undefined;
    }),

  "same-drift-in-20-clusters": () =>
    converged(
      (body) =>
        is(body, "Deployment", "istio-eastwestgateway")
          ? { cause: kubectlEdit, fields: [field("spec.replicas", 2, undefined)] }
          : undefined,
      20,
    ),

  "delivered-by-others": () => byOthers(createAll()),

  "as-rendered": () => {
    const plan = byOthers(converged(() => undefined));
    return {
      ...plan,
      renderer: { kind: "none", version: "1.31.0" },
      actions: plan.actions.map((action) =>
        action.delivery?.mode === "render"
          ? { ...action, delivery: { ...action.delivery, pending: [], by: "Argo CD" } }
          : action,
      ),
    };
  },

  "drift-of-others": () => byOthers(converged(() => undefined)),

  "outline-and-unreachable": () => {
    const all = createAll();
    return {
      ...all,
      actions: all.actions.filter((action) => action.cluster === "cluster1"),
      complete: false,
      renderer: { kind: "outline", version: "1.31.0", note: "istioctl was not found" },
      clusters: [
        plannedCluster(1, { embedded: true, serverVersion: "v1.35.4+meshplan" }),
        unreachable(),
      ],
      diagnostics: [
        {
          code: "MP0511",
          message: "cluster2 could not be reached within 10 seconds",
          help: "check the context with: kubectl --context cluster2 get --raw /readyz",
          cluster: "cluster2",
        },
      ],
    };
  },
};

/** cluster1 has an Istio of Helm's; cluster2's is applied by whoever applies rendered files. */
function byOthers(plan: Plan): Plan {
  const components = ["namespace", "control-plane", "gateway-address", "gateway"];
  return {
    ...plan,
    actions: plan.actions.map((action): Action => {
      if (!components.includes(action.component)) return action;
      const rest = { ...action, kind: "wait", changes: [] } as const;
      if (action.cluster === "cluster1")
        return { ...rest, delivery: { mode: "external", by: "Helm release istiod", seen: "0" } };
      const file = `cluster2/30-${action.component}.yaml`;
      const pending = action.changes.map(({ object }, index) => ({
        object,
        differs: index % 9 === 1 ? ["spec.one", "spec.two"].map(pathOf) : [],
      }));
      const objects = action.changes.map(({ object, body }) => ({ object, body }));
      const wait: Wait = { kind: "as-rendered", file, objects, timeoutSeconds: 300 };
      return { ...rest, waits: [wait], delivery: { mode: "render", file, pending } };
    }),
  };
}

function unreachable(): PlannedCluster {
  const { server: _, serverVersion: __, identity: ___, ...rest } = plannedCluster(2);
  return { ...rest, reachable: false };
}
