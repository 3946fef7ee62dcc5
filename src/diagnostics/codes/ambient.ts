import type { CodeInfo } from "../code-info.ts";

/** What a mesh file asks of ambient mode and ambient mode cannot do. */
export const AMBIENT_CODES = {
  MP0430: {
    severity: "error",
    title: "ambient mode without an istiod of its own",
    explanation:
      "In ambient mode every cluster has its own istiod. A remote would have to reach its primary's istiod through the east-west gateway, and the gateway of ambient mode speaks HBONE between workloads only: Istio does not support it, up to 1.31 (https://istio.io/latest/docs/ambient/install/multicluster/). The same holds for an istiod in a cluster outside the mesh. Make each cluster a primary, or use `mode: sidecar`.",
  },
  MP0431: {
    severity: "warning",
    title: "ambient mode with several clusters on one network",
    explanation:
      "Istio documents ambient mode over several clusters with one network each, and says that several clusters on one network are untested (https://istio.io/latest/docs/ambient/install/multicluster/). It is planned all the same. Give each cluster a network of its own unless you test it yourself.",
  },
  MP0432: {
    severity: "error",
    title: "Istio too old for ambient mode over several clusters",
    explanation:
      "Ambient mode has spanned clusters since Istio 1.27, where it is alpha; since 1.29 it is beta. An older istiod has no gateway class for it, and would never make a gateway.",
  },
  MP0433: {
    severity: "error",
    title: "ambient mode with several revisions",
    explanation:
      "istio-cni and ztunnel run once on every node, however many control planes there are, and one of those has to bring them. Several revisions side by side are not supported in ambient mode yet: write one, or `version`.",
  },
  MP0434: {
    severity: "error",
    title: "gateway setting without effect in ambient mode",
    explanation:
      "In ambient mode istiod makes the east-west gateway from a Gateway of the Gateway API, and the istiods of other clusters read its address from that Gateway's status and connect to port 15008 there. That needs a load balancer: istiod does not follow node ports there, an address inside the cluster is not reachable, and a name of your own has no place in it. A gateway that others made is not used in ambient mode either.",
  },
  MP0435: {
    severity: "error",
    title: "too many labels or annotations for an ambient gateway",
    explanation:
      "A Gateway names the labels and annotations of what is made from it, and its schema takes 8 labels and 16 annotations. The network label, the labels and annotations of `metadata` and those of `gateway.annotations` count together.",
  },
  MP0436: {
    severity: "warning",
    title: "ingress that stays in its own cluster",
    explanation:
      "Since Istio 1.29, istiod routes an ingress gateway of ambient mode to endpoints on other networks, but only where its environment variable AMBIENT_ENABLE_MULTI_NETWORK_INGRESS says so; by default it does not, although the release notes say that it does. Requests that come in through the ingress gateway then reach the services of its own network only.",
  },
} as const satisfies Record<`MP043${string}`, CodeInfo>;
