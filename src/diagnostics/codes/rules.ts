import type { CodeInfo } from "../code-info.ts";

/** MP0414 to MP0429 and MP0440 to MP0459: more rules a mesh must follow, most of them learned from meshes that did not. */
export const RULE_CODES = {
  MP0414: {
    severity: "warning",
    title: "Istio minor that was never tested",
    explanation:
      "meshplan knows what each Istio minor renders from its charts and release notes, and runs only the newest of them against real control planes in its tests. Planning an older one is fine; nobody has seen it work. Try it first on clusters that nobody depends on.",
  },
  MP0415: {
    severity: "warning",
    title: "Istio patch with a known bug",
    explanation:
      "This Istio has a bug that affects meshes of several clusters, and a newer version does not. The worst of these bugs lose the endpoints of a remote cluster when its remote secret changes, until istiod is restarted. The link explains it; a newer patch of the same minor renders the same objects.",
  },
  MP0416: {
    severity: "error",
    title: "hub is not a folder of a registry",
    explanation:
      "Istio adds the name and the tag of each image to `istio.hub`: HUB/pilot:1.31.0. So the hub is a registry and a folder, without a scheme, a tag or a digest. `istio.version` gives the tag. Only lower-case letters, and no `..`: a container runtime accepts no other image names.",
  },
  MP0417: {
    severity: "error",
    title: "hub without images of this Istio",
    explanation:
      "Istio left gcr.io/istio-release and registry.istio.io with 1.31 and publishes images on docker.io/istio only. Every pod would wait for an image that does not exist, istiod first. A registry of your own that mirrors docker.io/istio works too.",
  },
  MP0418: {
    severity: "warning",
    title: "hub that is being switched off",
    explanation:
      "gcr.io/istio-release and registry.istio.io end in December 2026. What runs goes on running; every new pod waits for its image, and that includes the proxies of applications. docker.io/istio has the same images.",
  },
  MP0419: {
    severity: "error",
    title: "namespace that cannot hold Istio",
    explanation:
      "Istio never injects pods in kube-system and the other namespaces of Kubernetes, so an east-west gateway there keeps the placeholder `auto` as its image. The namespace of Istio is also the one whose configuration holds for the whole mesh, so applications do not belong in it: `default` is theirs.",
  },
  MP0420: {
    severity: "error",
    title: "pod ranges overlap on one network",
    explanation:
      "Clusters on one network send traffic straight to each other's pod IPs. Where two of them use the same addresses, it ends at a pod nearby that has the address, or nowhere, while every cluster is reported as synced. Clusters whose pods have the same addresses need networks of their own: then an east-west gateway stands in between, and the ranges may overlap.",
  },
  MP0421: {
    severity: "warning",
    title: "pod ranges of some clusters only",
    explanation:
      "`podCidrs` has no effect on the clusters; meshplan compares the ranges of one network so that overlaps are found before traffic is lost. A cluster without ranges is compared with nothing.",
  },
  MP0422: {
    severity: "warning",
    title: "range with bits beyond its prefix",
    explanation:
      "10.1.2.3/8 is the range of everything that begins with 10. The address was probably meant as one host, which is /32, or as a smaller range. Kubernetes and load balancers read it as the whole range.",
  },
  MP0423: {
    severity: "warning",
    title: "list of sources with every address",
    explanation:
      "0.0.0.0/0 and ::/0 are all addresses there are, as are 0.0.0.0/1 and 128.0.0.0/1 together, so the other entries of `gateway.allowFrom` mean nothing. Leaving `allowFrom` out says the same and does not look like a firewall. The east-west gateway of a primary also takes connections to istiod, so narrowing it is worth the trouble.",
  },
  MP0424: {
    severity: "warning",
    title: "range inside another",
    explanation:
      "One range of `gateway.allowFrom` contains another, or is listed twice. Removing the narrower one later to shut somebody out would shut nobody out.",
  },
  MP0425: {
    severity: "error",
    title: "sources of another address family",
    explanation:
      "`gateway.address` is IPv4 and every range of `gateway.allowFrom` is IPv6, or the other way round. Connections to an address come from addresses of its family, so this gateway lets nobody in.",
  },
  MP0426: {
    severity: "error",
    title: "gateway address that leads nowhere",
    explanation:
      "The other clusters send all traffic for this network to `gateway.address`. Loopback and unspecified addresses mean the caller itself, link-local ones end at its own link, and multicast and reserved ones are nobody's. Write the address of the load balancer, or leave it out: meshplan then reads it from the load balancer.",
  },
  MP0427: {
    severity: "warning",
    title: "gateway address from a documentation range",
    explanation:
      "192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 and 2001:db8::/32 are set aside for examples, and no network routes them. The load balancer of a real cluster cannot get such an address. Embedded clusters use them on purpose.",
  },
  MP0428: {
    severity: "error",
    title: "two gateways with one address",
    explanation:
      "Traffic for a network finds it by the address of its gateway. Two networks with one address get each other's traffic, and of two load balancers that ask for one address the second waits forever. One DNS name in front of several gateways of the same network is fine.",
  },
  MP0429: {
    severity: "warning",
    title: "gateway settings without a gateway",
    explanation:
      "On one network, pods reach each other directly, and only a primary with remotes has an east-west gateway, for its istiod. What is written under `gateway` for another cluster is never read.",
  },
  MP0440: {
    severity: "error",
    title: "gateway cluster outside its network",
    explanation:
      "`networks.NAME.gatewayCluster` is the one cluster whose gateway serves the whole network, because it reaches all its pods directly. A cluster of another network does not.",
  },
  MP0441: {
    severity: "warning",
    title: "settings of a network without clusters",
    explanation:
      "`networks` has settings for a network that no cluster is on. A network exists because a cluster names it in `network`; a name here that is spelt differently has no effect on it.",
  },
  MP0442: {
    severity: "error",
    title: "reader that does not exist",
    explanation:
      "`apiServer.from` gives one reader another address of an API server, by the name of the cluster whose istiod reads. It must be another cluster of this file; under a misspelt name the reader would get the address that is meant for all others, and time out.",
  },
  MP0443: {
    severity: "warning",
    title: "API server that nobody reads",
    explanation:
      "Only an istiod of another cluster reads an API server by its `apiServer` address: each primary reads every cluster but itself. A single primary is read by nobody, and a remote reads nobody. The address has no effect.",
  },
  MP0444: {
    severity: "error",
    title: "two API servers with one address",
    explanation:
      "Both remote secrets would lead to one cluster. istiod would know it under two names, find nothing of the other, and refuse its proxies. Where a gateway or a proxy stands in front of several API servers, it tells them apart by the TLS server name: give each cluster its own `tlsServerName`.",
  },
  MP0445: {
    severity: "error",
    title: "proxy on the reader's own machine",
    explanation:
      "`apiServer.proxyUrl` goes into the remote secret and is used by istiod, in a pod of another cluster. localhost is that pod. A tunnel on your own machine helps your kubectl, not istiod.",
  },
  MP0446: {
    severity: "error",
    title: "API server by a name inside the cluster",
    explanation:
      "kubernetes.default.svc is how a pod finds the API server of its own cluster, in every cluster. The istiod of another cluster would read itself and take it for this one. Names below cluster.local are known to the DNS of one cluster only. Write an address that the other clusters can reach.",
  },
  MP0447: {
    severity: "error",
    title: "local injector before Istio had one",
    explanation:
      "`injector: local` gives a remote a small istiod that injects its pods, so that they start while the primary cannot be reached. Istio has had it since 1.27; older charts ignore the setting, and the remote would wait for a webhook that never appears.",
  },
  MP0448: {
    severity: "warning",
    title: "setting without effect",
    explanation:
      "Another setting, or the role of the cluster, makes this one meaningless: charts are Helm's, an injector of its own is a remote's, and a DNS name of a gateway is for the remotes behind it. Nothing breaks; what you expected of it does not happen.",
  },
  MP0449: {
    severity: "error",
    title: "IPv6 address before Istio knew it",
    explanation:
      "Remotes get the address of their primary by a Service and an EndpointSlice. Before 1.28 Istio's charts recognise only IPv4 there and take anything else for a host name, behind which no API server calls a webhook. Pods of the remotes would not be injected.",
  },
  MP0450: {
    severity: "warning",
    title: "timeout that nothing can meet",
    explanation:
      "An apply stops waiting after `timeouts`, counts what it waited for as failed and skips what depends on it. Images take longer than ten seconds to arrive, and load balancers longer than that to be made. A long timeout costs nothing: waiting ends when the thing is there.",
  },
  MP0451: {
    severity: "error",
    title: "annotations too large for one object",
    explanation:
      "Kubernetes accepts 256 KiB of annotations on one object, all together. `metadata.annotations` are on every object of the mesh and `gateway.annotations` on a gateway's Service, so apply would fail on the first one.",
  },
  MP0452: {
    severity: "warning",
    title: "very many remote secrets",
    explanation:
      "Every primary holds the credentials of every other cluster: primaries times clusters. Each is a Secret that never expires, and each change of a token is written to all primaries. Twenty primaries need 380, the largest such mesh with published measurements; fifty need 2,450. Remotes hold none: a mesh with fewer primaries has far fewer.",
  },
  MP0453: {
    severity: "warning",
    title: "istiod that reads very many clusters",
    explanation:
      "istiod keeps services and endpoints of every cluster it reads in memory, about 180 MB for each 300 services, in every replica. When it starts it waits 30 seconds for them and then serves without those it has not read, so proxies lose endpoints. Users report 20 to 40 clusters behind one istiod.",
  },
  MP0454: {
    severity: "error",
    title: "namespace that looks like a number",
    explanation:
      "Charts of Istio before 1.31 write the namespace without quotes, so YAML reads 1234 as a number and Kubernetes refuses the objects. A letter anywhere in the name avoids it.",
  },
  MP0455: {
    severity: "warning",
    title: "private sources for a public address",
    explanation:
      "Clusters that connect to a public address leave their own network through a NAT and arrive with its public address. `gateway.allowFrom` with private ranges only would turn all of them away. Where the address is reached inside a private network after all, write the private one.",
  },
  MP0456: {
    severity: "error",
    title: "placeholder that is not filled in",
    explanation:
      "`{name}` stands for the name of the cluster in the texts of `defaults` and `networks`. In the section of one cluster it stands for nothing, and no other placeholder exists. The text would be looked up as it is.",
  },
  MP0457: {
    severity: "warning",
    title: "primary behind a load balancer with a host name",
    explanation:
      "Load balancers of AWS have host names whose addresses change. Remotes reach their primary by the address in an EndpointSlice, and Kubernetes API servers do not call webhooks behind a host name, so with a name meshplan makes other objects. It has to be in the file: write in `gateway.address` a DNS name of your own that will lead to the load balancer, or the Elastic IP address of a network load balancer. Without either the apply stops as soon as the name appears; then write what it reports.",
  },
  MP0458: {
    severity: "error",
    title: "patch of a field of the API server",
    explanation:
      "The API server writes `status` and the parts of `metadata` that count and date an object: uid, resourceVersion, generation, creationTimestamp, managedFields. In a patch it silently drops some of them, and others make every plan fail with a conflict. Remove them from the patch.",
  },
} as const satisfies Record<`MP04${string}`, CodeInfo>;
