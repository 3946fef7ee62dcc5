import type { CodeInfo } from "../code-info.ts";

/** MP0520 to MP0529, MP0534 to MP0539 and MP0580 to MP0594: what runs in the clusters already, and the file would change. */
export const LIVE_CODES = {
  MP0520: {
    severity: "warning",
    title: "Kubernetes older than this Istio supports",
    explanation:
      "Each Istio minor is supported on certain Kubernetes minors. On an older one its CRDs may be refused, or fields silently dropped. The message has both versions; the range of each minor is in Istio's release announcement.",
  },
  MP0521: {
    severity: "warning",
    title: "Kubernetes newer than this Istio supports",
    explanation:
      "This Istio came out before the cluster's Kubernetes and was never tested with it. It usually works. What breaks is what Kubernetes has removed since, so try it first on a cluster that nobody depends on.",
  },
  MP0522: {
    severity: "error",
    title: "upgrade that skips a minor",
    explanation:
      "istiod serves proxies of its own minor and of the one before. An in-place upgrade by two minors leaves every running workload with a control plane that was never tested with it, until its pods are restarted, and there is no order in which that is safe. Go minor by minor, or write `revisions`: then old and new control planes run side by side, and workloads move when they restart.",
  },
  MP0523: {
    severity: "warning",
    title: "Istio is downgraded",
    explanation:
      "The file has an older Istio than the one that runs. Proxies must not be newer than their istiod, and those that run stay as they are. CRDs go back too, and fields that only the newer ones know are lost.",
  },
  MP0524: {
    severity: "error",
    title: "an Istio of another mesh",
    explanation:
      "The mesh ID is part of what every proxy was given when it was injected. The running Istio was installed for a mesh of another name. Either `mesh` was changed, which would split the mesh into those that started before and after, or the context leads to a cluster of another mesh.",
  },
  MP0525: {
    severity: "error",
    title: "cluster with another name in the mesh",
    explanation:
      "Proxies send their cluster ID with every request to istiod, and istiod checks them against the cluster it knows by that name. After a rename, the running proxies would be refused until they are restarted, and the other primaries would have two remote secrets for one cluster. Keep the name; to change it, remove Istio from the cluster and let it join again.",
  },
  MP0526: {
    severity: "warning",
    title: "trust domain changes",
    explanation:
      "The trust domain is the first part of every workload's identity. Workloads keep the one they were given until they are restarted, and authorization policies that name identities of the old domain stop matching those of the new. Istio's `trustDomainAliases` lets both in while that goes on.",
  },
  MP0527: {
    severity: "warning",
    title: "network changes its name",
    explanation:
      "istiod reads a cluster's network from the label of its namespace, before any other setting. A new name also needs a new east-west gateway, because the name is in the selector of its Deployment, which Kubernetes does not change; and running proxies keep the network they were injected with, so traffic goes astray until they are restarted.",
  },
  MP0528: {
    severity: "error",
    title: "two remote secrets for one cluster",
    explanation:
      "istiod watches every Secret with the label istio/multiCluster and takes the first it sees for a cluster; it ignores the second, and a restart may swap them. The Secret that meshplan keeps is named istio-remote-secret-CLUSTER; the other was made by hand or by another tool, usually with older credentials.",
  },
  MP0529: {
    severity: "warning",
    title: "remote secret of a cluster that is not in the file",
    explanation:
      "istiod reads every cluster it has a remote secret for, and sends traffic to its pods. This one is not in the mesh file: it was taken out, or somebody else added it. meshplan leaves the Secret alone.",
  },
  MP0534: {
    severity: "error",
    title: "two injectors for the same pods",
    explanation:
      "The revision without a name and the tag `default` stand for the same thing: their injectors ask for the same namespaces and pods, and both would inject them, each for its own istiod. A revision that leaves the file is not removed, so its injector has to go first. Without the tag, the old and the new revision run side by side, and workloads move with the label istio.io/rev. The old istiod may stay until they have moved: it needs no injector to serve the proxies it has.",
  },
  MP0535: {
    severity: "error",
    title: "two addresses behind istiod's Service",
    explanation:
      "A cluster with an istiod of its own finds it by the pods that the Service istiod selects; a remote finds that of its primary by an EndpointSlice that meshplan writes. When a cluster changes from one to the other, Kubernetes keeps the old slice: nobody deletes a slice that was written, and the addresses of pods stay where a Service no longer selects any. Then every other connection goes to the wrong istiod, or to none. The old slice has to go first; running proxies keep the connection they have, and no pod can be injected until the apply is done.",
  },
  MP0536: {
    severity: "error",
    title: "mesh in another namespace",
    explanation:
      "The namespace of Istio is in the name by which every proxy calls istiod, in its certificate, in the webhooks and in the remote secrets. Another `istio.namespace` would install a second control plane beside the one that runs, and both would inject the same pods. It cannot move: restore the namespace in the file, or remove Istio from every cluster and start the mesh anew.",
  },
  MP0537: {
    severity: "error",
    title: "ambient mesh that becomes a sidecar mesh",
    explanation:
      "What ambient mode brought stays when the file has `mode: sidecar`: istiod's own east-west gateway has the names of the one meshplan makes, and ztunnel and the CNI plugin go on capturing pods, while istiod no longer tells ztunnel anything. Restore the mode in the file, or leave ambient mode by hand at a time when workloads can do without the mesh: the labels istio.io/dataplane-mode first, then the Gateway and the DaemonSets that the message names. The other direction is MP0533.",
  },
  MP0580: {
    severity: "warning",
    title: "endpoints left over from an older Istio",
    explanation:
      "Before 1.28 the address of the primary was in an Endpoints object of the remote; since then it is in an EndpointSlice. Nobody deletes the old object, and Kubernetes copies it to a slice of its own, so istiod's Service has both addresses. That works until the address changes.",
  },
  MP0581: {
    severity: "warning",
    title: "kube-system is labelled for injection",
    explanation:
      "The webhook that injects proxies makes Kubernetes refuse pods of labelled namespaces while istiod cannot be reached. The network and the DNS by which it is reached run in kube-system. Istio injects nothing there anyway.",
  },
  MP0582: {
    severity: "warning",
    title: "remote changes its primary",
    explanation:
      "An istiod decides whether it manages a remote when it begins to read it, and not again. The one that managed it before goes on writing its root certificate and its CA into the remote, until it is restarted or its remote secret is gone. The new one has been reading the remote all along, decided at the beginning that it does not manage it, and looks again only when it starts: restart both after the apply, the new one first.",
  },
  MP0583: {
    severity: "warning",
    title: "primary that another istiod may manage",
    explanation:
      "The annotation topology.istio.io/controlPlaneClusters is for remotes: it names the clusters whose istiod writes root certificates and webhook CAs here. On a primary two istiods would write them in turn, and injection would fail every other time.",
  },
  MP0584: {
    severity: "warning",
    title: "remote with an istiod of its own",
    explanation:
      "The cluster was a primary. Its istiod still serves the workloads that it injected, with the configuration of this cluster, and no apply removes it: it must not be deleted before the workloads have been restarted.",
  },
} as const satisfies Record<`MP05${string}`, CodeInfo>;
