import type { Difference } from "./differences.ts";

/** Why some differences are wanted. The page says so in these words. */
export interface Reason {
  readonly title: string;
  readonly why: string;
  covers(difference: Difference): boolean;
}

const isOnlyInGuide = ({ path, meshplan }: Difference): boolean =>
  path === "" && meshplan === undefined;

/** Objects of the kind, by name. */
const named =
  (kind: string, name: string) =>
  (difference: Difference): boolean =>
    difference.kind === kind && difference.name === name;

const isTag = named("MutatingWebhookConfiguration", "istio-revision-tag-default");
const isTagService = named("Service", "istiod-revision-tag-default");
const isInjector = named("MutatingWebhookConfiguration", "istio-sidecar-injector");
const isDefaultValidator = named("ValidatingWebhookConfiguration", "istiod-default-validator");
const isValues = named("ConfigMap", "values");

/** The charts write no revision label on these. */
const WITHOUT_REVISION_IN_CHARTS = [
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "EndpointSlice",
  "Role",
  "RoleBinding",
  "ServiceAccount",
];

/** The first reason that covers a difference counts. One that covers nothing any more fails the test, like a difference without a reason. */
export const REASONS: readonly Reason[] = [
  {
    title: "No ingress gateway",
    why: "The default profile of `istioctl install` brings one. It is for requests from outside and no part of the mesh; `istio.ingress: default` asks for the same one.",
    covers: (difference) =>
      isOnlyInGuide(difference) && difference.name.startsWith("istio-ingressgateway"),
  },
  {
    title: "The injector itself instead of a default tag",
    why: "`istioctl install` adds the tag `default`: a second webhook configuration with the injector's own selectors. It then switches the first one off with selectors that match nothing. meshplan leaves the injector as the charts have it. The test compares the tag's webhooks with meshplan's injector: they are equal, so the same pods are injected in the same way. The tag's Service only writes down that the tag is there.",
    covers: (difference) =>
      (isOnlyInGuide(difference) && (isTag(difference) || isTagService(difference))) ||
      (isInjector(difference) && /^webhooks\[.*\]\.\w+Selector\./.test(difference.path)),
  },
  {
    title: "No validator in a remote",
    why: "`istioctl install` puts the default validator into a remote too. The primary's istiod reads the mesh's configuration from its own cluster, renews no validator elsewhere, and leaves this one at `failurePolicy: Ignore`, with the CA of the day it was installed.",
    covers: (difference) =>
      difference.cluster === "cluster2" &&
      isOnlyInGuide(difference) &&
      isDefaultValidator(difference),
  },
  {
    title: "The default validator of the base chart",
    why: "`istioctl install` takes the validator for objects without a revision label from its tag, meshplan from the chart `base`, as Helm does, with `defaultRevision: default`. It also sees objects with a revision label, which `istio-validator-istio-system` checks in the guide's cluster; with one istiod both ask the same one.",
    covers: (difference) =>
      (isDefaultValidator(difference) &&
        (difference.path.startsWith("metadata.labels.helm.sh/") ||
          difference.path === "metadata.labels.istio.io/tag" ||
          difference.path === "webhooks[validation.istio.io].objectSelector.matchExpressions")) ||
      (isValues(difference) && /^data\.\w+-values\.defaultRevision$/.test(difference.path)),
  },
  {
    title: "No claims of istioctl",
    why: "By these labels `istioctl install` finds what to prune and `istioctl uninstall` what to delete. Objects of this mesh must not be found there. `istio.io/rev` stays wherever a chart writes it.",
    covers: ({ kind, path, guide, meshplan }) =>
      meshplan === undefined &&
      (/^(spec\.template\.)?metadata\.labels\.(install\.)?operator\.istio\.io\//.test(path) ||
        (path === "metadata.labels.istio.io/rev" &&
          guide === "default" &&
          WITHOUT_REVISION_IN_CHARTS.includes(kind))),
  },
  {
    title: "meshplan's own marks",
    why: "The label names the mesh an object is part of, on every object that meshplan applies. The annotation, on what may hold other people's objects, says that meshplan made it.",
    covers: ({ path, guide }) =>
      guide === undefined &&
      (path === "metadata.labels.applyset.kubernetes.io/part-of" ||
        path === "metadata.annotations.meshplan.dev/created-by"),
  },
  {
    title: "Nothing empty is sent",
    why: "The chart of the gateway renders an affinity of nulls. istioctl sends it and an empty map remains; meshplan sends no nulls, and no map that is empty without them.",
    covers: ({ path }) => path === "spec.template.spec.affinity.nodeAffinity",
  },
];
