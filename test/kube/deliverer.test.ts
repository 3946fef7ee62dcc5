import { expect, test } from "vitest";
import { delivererOf } from "../../src/kube/deliverer.ts";
import type { Json } from "../../src/kube/object.ts";

interface Marks {
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
  readonly managers?: readonly string[];
}

const HELM = { "meta.helm.sh/release-name": "istiod", "meta.helm.sh/release-namespace": "x" };

test.each<readonly [string | undefined, Marks]>([
  [undefined, {}],
  [undefined, { managers: ["kubectl-client-side-apply"] }],
  // istioctl prints this label, too.
  [undefined, { labels: { "app.kubernetes.io/managed-by": "Helm" } }],
  ["Helm release istiod", { annotations: HELM, managers: ["helm"] }],
  ["Helm", { managers: ["helm"] }],
  ["istioctl", { managers: ["pilot-discovery", "istio-operator"] }],
  ["Argo CD application mesh", { labels: { "argocd.argoproj.io/instance": "mesh" } }],
  [
    "Argo CD application mesh",
    {
      annotations: { "argocd.argoproj.io/tracking-id": "mesh:apps/Deployment:istio-system/istiod" },
    },
  ],
  ["Argo CD", { managers: ["argocd-controller"] }],
  ["Flux Kustomization mesh", { labels: { "kustomize.toolkit.fluxcd.io/name": "mesh" } }],
  [
    "Flux HelmRelease istiod",
    { annotations: HELM, labels: { "helm.toolkit.fluxcd.io/name": "istiod" } },
  ],
])("%s is told by %o", (deliverer, { labels = {}, annotations = {}, managers = [] }) => {
  const managedFields: Json = managers.map((manager) => ({
    manager,
    operation: "Update",
    apiVersion: "apps/v1",
  }));
  const metadata = { name: "istiod", labels, annotations, managedFields };
  expect(delivererOf({ apiVersion: "apps/v1", kind: "Deployment", metadata })).toBe(deliverer);
});
