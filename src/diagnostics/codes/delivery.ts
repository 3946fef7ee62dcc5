import type { CodeInfo } from "../code-info.ts";

/**
 * MP0475 and MP0476: what the file says of delivery cannot be. MP0555 to MP0569: what others deliver is not what the mesh
 * needs; found before any write.
 */
export const DELIVERY_CODES = {
  MP0475: {
    severity: "error",
    title: "a rendered remote without its primary's address",
    explanation:
      "`meshplan render` makes manifests from the file alone, so that equal files give equal manifests and no cluster is asked. The manifests of a remote hold the address of its primary's east-west gateway, by which it finds its control plane. Reserve an address for that gateway, or take the one its load balancer has, and write it in `gateway.address` of the primary.",
  },
  MP0476: {
    severity: "warning",
    title: "values for what others deliver",
    explanation:
      "`values` of a cluster change the manifests that meshplan renders. Others deliver the control plane of this cluster (`delivery`), so meshplan renders nothing of it, and the values have no effect. Set them where the control plane is installed.",
  },
  MP0555: {
    severity: "error",
    title: "what others deliver is not there",
    explanation:
      "The file says that others deliver this component (`delivery`), so meshplan only reads it, and found nothing. Joining a cluster needs it to be there first. Install it with the tool it belongs to and plan again, or write `apply` for the component and let meshplan install it.",
  },
  MP0556: {
    severity: "error",
    title: "the namespace of others lacks a mark",
    explanation:
      "istiod reads the network of a cluster from a label of the namespace istio-system, and from an annotation on it whose istiod manages a remote. Without them everything reports that it is synced, and traffic fails. Others deliver the namespace, so meshplan does not write them: send the help line to its owner. istiod reads the annotation only when it first sees the cluster, so it has to be there before the mesh is joined.",
  },
  MP0557: {
    severity: "error",
    title: "istiod calls its cluster something else",
    explanation:
      "CLUSTER_ID of istiod (`global.multiCluster.clusterName`) has to be the name of the cluster in the mesh file: proxies, remote secrets and the annotations of remotes all use it. Two clusters with Istio's default `Kubernetes` shut each other out. Proxies that were injected before keep the old name until they restart.",
  },
  MP0558: {
    severity: "error",
    title: "istiod puts its proxies on another network",
    explanation:
      "The injector gives every proxy the network of its own configuration (`global.network`). If that is not the name in the file, proxies of one cluster would go through gateways to each other, or directly to pods they cannot reach. Proxies that were injected before keep the old network until they restart.",
  },
  MP0559: {
    severity: "error",
    title: "istiod belongs to another mesh",
    explanation:
      "The mesh ID of istiod (`global.meshID`, in the ConfigMap istio as `defaultConfig.meshId`) is not the name of the mesh in the file. It stands in every metric, and control planes of one mesh have to agree on it. Ask the owner to set it, or give the mesh file that name.",
  },
  MP0560: {
    severity: "error",
    title: "istiod has another trust domain",
    explanation:
      "The trust domain is the first part of every workload's identity. Workloads of two trust domains refuse each other unless aliases are configured, which meshplan does not read. Write the domain istiod has as `trustDomain`, or ask its owner to change it; every certificate is then issued anew.",
  },
  MP0561: {
    severity: "error",
    title: "istiod does not serve remotes",
    explanation:
      "An istiod manages remotes only with EXTERNAL_ISTIOD=true, which Istio's charts set through `global.externalIstiod`. Without it the remote is read and never managed: its webhook gets no CA and its namespaces no root certificate, so no pod with a sidecar starts there.",
  },
  MP0562: {
    severity: "error",
    title: "istiod of another minor version",
    explanation:
      "What meshplan writes for a mesh, such as the profile of a remote or the pods of a gateway, belongs to one minor version of Istio. The istiod that others installed is of another one. Write its version in the file, or ask its owner to upgrade first. Patch versions may differ.",
  },
  MP0563: {
    severity: "error",
    title: "istiod of another revision",
    explanation:
      "Names of objects, selectors of webhooks and labels of namespaces carry the revision of Istio. The istiod that others installed has another revision than the file. Write it as `istio.revisions`, or `istio.version` where it has none.",
  },
  MP0564: {
    severity: "error",
    title: "the gateway of others does not serve the mesh",
    explanation:
      "The Service of an east-west gateway needs the label topology.istio.io/network, by which istiod takes it for the way into that network; port 15443 for services, 15012 and 15017 where remotes reach istiod through it; and pods with the label istio=eastwestgateway, which the mesh's Gateways select. Istio's chart `gateway` does all of it with the value networkGateway and the release name istio-eastwestgateway.",
  },
  MP0565: {
    severity: "error",
    title: "the gateway of others has no address",
    explanation:
      "Other clusters reach the gateway at the address its load balancer reports, and it reports none. Plan again when there is one. An address that Kubernetes does not report, such as that of a node or of an outside load balancer, is written in `gateway.address`.",
  },
  MP0566: {
    severity: "error",
    title: "pods are injected for another cluster",
    explanation:
      "The webhook of a remote calls the primary's istiod at a path that names the cluster and its network (`istiodRemote.injectionPath`). With another path, proxies get another identity: istiod refuses their certificates, or puts them on the wrong network.",
  },
  MP0567: {
    severity: "error",
    title: "the remote does not lead to its primary",
    explanation:
      "Proxies and the webhook of a remote find their control plane through the Service istiod, whose EndpointSlice or alias names the east-west gateway of the primary (`global.remotePilotAddress`). It names something else. If the address is another name for the same gateway, write it in `gateway.address` of the primary.",
  },
  MP0568: {
    severity: "error",
    title: "the reader account lacks rights",
    explanation:
      "The istiods of other clusters read this one as the account istio-reader-service-account; in a remote they also write root certificates and the CA of the injection webhook. Istio's chart istiod gives the account these rights, and `profile: remote` those of a remote. A cluster whose reader lacks one of them never becomes synced, or never starts a pod.",
  },
  MP0569: {
    severity: "error",
    title: "where the remote leads cannot be checked",
    explanation:
      "Others deliver what leads a remote to its primary, and the address of the primary's gateway is not known yet, so nobody can say whether it leads there. Write the address in `gateway.address` of the primary, or apply the primary first and add the remote when its gateway has an address.",
  },
} as const satisfies Record<`MP0${4 | 5}${number}`, CodeInfo>;
