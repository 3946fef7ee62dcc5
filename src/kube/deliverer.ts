import { type KubeObject, managedFieldsOf } from "./object.ts";

/**
 * Who brought an object into its cluster, if the object tells: `Helm release istiod`, `Argo CD application mesh`.
 *
 * Annotations and labels come first, field managers last: a manager's name stays for ever, even after another tool took over.
 * The label app.kubernetes.io/managed-by tells nothing, because istioctl's manifests say `Helm` there too.
 */
export function delivererOf(object: KubeObject): string | undefined {
  const { annotations = {}, labels = {} } = object.metadata;
  const application =
    labels["argocd.argoproj.io/instance"] ??
    annotations["argocd.argoproj.io/tracking-id"]?.split(":")[0];
  const named = [
    ["Argo CD application", application],
    ["Flux HelmRelease", labels["helm.toolkit.fluxcd.io/name"]],
    ["Flux Kustomization", labels["kustomize.toolkit.fluxcd.io/name"]],
    ["Helm release", annotations["meta.helm.sh/release-name"]],
  ] as const;
  const found = named.find(([, name]) => name !== undefined && name !== "");
  if (found !== undefined) return found.join(" ");
  const managers = new Set(managedFieldsOf(object).map(({ manager }) => manager));
  return MANAGERS.find(([manager]) => managers.has(manager))?.[1];
}

const MANAGERS = [
  ["argocd-controller", "Argo CD"],
  ["kustomize-controller", "Flux"],
  ["istio-operator", "istioctl"],
  ["helm", "Helm"],
] as const;
