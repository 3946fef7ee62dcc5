import type { CodeInfo } from "../code-info.ts";

/** MP05xx: what the clusters look like does not fit what the file asks for. */
export const PLAN_CODES = {
  MP0501: {
    severity: "error",
    title: "cluster unreachable",
    explanation:
      "The API server of a cluster gave no usable answer, so nothing is known of it and nothing that depends on it is guessed. Check the context, the network and the credentials with `kubectl --context CTX get --raw /version`. `--allow-unreachable` plans the rest and marks the plan incomplete; apply refuses an incomplete plan.",
  },
  MP0502: {
    severity: "error",
    title: "an Istio that meshplan did not install",
    explanation:
      "An istiod, an injection webhook or a Helm release is already there and does not belong to this mesh. Two installers would overwrite each other's fields. With `delivery: { all: external }` the cluster is joined to the mesh as it is: meshplan reads and checks what others installed and never writes it. Otherwise remove it with the tool that installed it, or leave the cluster out of the mesh file; taking over a running Istio is not supported yet.",
  },
  MP0503: {
    severity: "error",
    title: "a right is missing",
    explanation:
      "The user of this context may not make a request that the plan or its apply needs. A dry run is authorised like the write it stands for; where there can be none, because the namespace or the definition is still to come, and for what an apply watches, the API server is asked what the user may do. All missing rights are listed together, so that they can be asked for once.",
  },
  MP0504: {
    severity: "error",
    title: "the API server refuses an object",
    explanation:
      "A dry run of the object was answered with an error that a retry cannot cure: it is invalid for this server, or an admission webhook denies it. The message is the server's own. Where no dry run is possible (the namespace or the kind is still to come, or the plan is read-only) the object is held against the schemas of the server's /openapi/v3, or against the CustomResourceDefinition that comes with the plan: fields that it does not know, and values of another type. Nothing was written. Where a patch of the file changed the object, the place shown is that patch: look there first.",
  },
  MP0505: {
    severity: "error",
    title: "a field cannot be changed in place",
    explanation:
      "The live object has another value in a field that Kubernetes does not let anybody change, such as a Deployment's selector. The object has to be deleted and created again, which interrupts what it serves: traffic between networks stops while an east-west gateway is gone. meshplan does not delete it by itself. Run the command of the help line at a time that suits, then plan again.",
  },
  MP0506: {
    severity: "error",
    title: "another manager owns a field the mesh needs",
    explanation:
      "A field without which the mesh does not work (a network label, the annotation that names the managing cluster, an injection path, an endpoint, the type, ports or selector of a gateway's Service) is owned by another field manager with another value. Leaving it alone would give a mesh that says it is synced and fails silently. Make the other manager drop the field or write the wanted value. A remote secret that was made as Istio's guide says, with `istioctl create-remote-secret` and kubectl, is taken over and is not an error (docs/delivery.md).",
  },
  MP0507: {
    severity: "error",
    title: "the load balancer has a host name",
    explanation:
      "A remote cluster reaches its primary by an address inside an EndpointSlice, and Kubernetes API servers do not call webhooks behind a Service with a host name. Where an IP address is reported beside the name, it is taken. A name alone needs other objects in the remotes and a certificate of istiod with that name, and meshplan makes both when the name is in the file. Write what the load balancer reports in `gateway.address`; a reserved IP address or a DNS name of your own is better, because nothing changes when the load balancer is replaced.",
  },
  MP0508: {
    severity: "error",
    title: "an API server address that other clusters cannot reach",
    explanation:
      "istiod of the primary reads a remote cluster at the address of the remote secret. The kubeconfig's server is a loopback address, which inside the primary means the primary itself. Write the address other clusters use in `clusters.NAME.apiServer`.",
  },
  MP0509: {
    severity: "error",
    title: "two names lead to one cluster",
    explanation:
      "Two clusters of the mesh file have the same kube-system UID: their contexts point at the same API server. A cluster cannot join a mesh twice. Correct the context of one of them.",
  },
  MP0510: {
    severity: "error",
    title: "the plan is stale",
    explanation:
      "Something the plan was made from has changed: a context leads to another cluster, an object has appeared or is gone, or fields that meshplan owns have other values. Nothing was written. Plan again, and review what is new.",
  },
  MP0511: {
    severity: "warning",
    title: "planned without an unreachable cluster",
    explanation:
      "With `--allow-unreachable` the plan covers only what can be known. It is incomplete, and apply refuses it.",
  },
  MP0512: {
    severity: "error",
    title: "the plan is incomplete",
    explanation:
      "A plan that was made without an unreachable cluster says nothing about that cluster, so it is not applied. Plan again when every cluster answers.",
  },
  MP0513: {
    severity: "error",
    title: "the namespace is being deleted",
    explanation:
      "Kubernetes is still removing istio-system and takes no new objects into it. Wait until it is gone and plan again. If it stays, its status conditions name the object or finalizer that holds it.",
  },
  MP0514: {
    severity: "error",
    title: "no usable cacerts in a primary",
    explanation:
      "With `trust: { root: existing }` istiod signs with the certificate of the Secret cacerts in istio-system, which has to be there before istiod starts. It has one of two forms: the keys ca-cert.pem, ca-key.pem, root-cert.pem and cert-chain.pem, or tls.crt, tls.key and ca.crt, as cert-manager makes them; where there is a tls.crt, istiod looks at no other key. The signing certificate must lead to the root. meshplan reads the Secret and never writes it. Where the files reach istiod in another way than by this Secret, such as a CSI driver, meshplan cannot see them: `existing` needs the Secret.",
  },
  MP0515: {
    severity: "error",
    title: "primaries with different roots",
    explanation:
      "The root-cert.pem of two primaries differ, so workloads of one would refuse those of the other. Make the intermediates of both from one root, or put both roots into every root-cert.pem while one replaces the other.",
  },
  MP0516: {
    severity: "error",
    title: "not the cluster that the file names",
    explanation:
      "`identity` is the UID of the namespace kube-system, which a cluster keeps for life. The cluster behind the context has another one: the context leads somewhere else, or the cluster was recreated. Correct the context, or write the new UID where the new cluster is meant. Nothing was written.",
  },
  MP0517: {
    severity: "error",
    title: "CA file that is not just certificates",
    explanation:
      "`apiServer.caFile` is the PEM file of the CA that signed an API server's certificate; it goes into the remote secrets by which other clusters read this one. The file was read and holds no certificate, or something beside certificates, such as a private key: that would travel to other clusters.",
  },
  MP0540: {
    severity: "warning",
    title: "the root's key is not here",
    explanation:
      "With `trust: { root: generated }` a primary needs a new intermediate, and the file of `trust.key` is not on this machine. The root itself is known from the clusters, so the plan is whole; apply needs the file. Keep it where apply runs, and nowhere else.",
  },
  MP0541: {
    severity: "error",
    title: "a live root that is not the planned one",
    explanation:
      "The Secret cacerts of a primary leads to another root than the mesh file. Changing the root of a running mesh breaks mutual TLS between what was started before and after, and istiod ignores it until it is restarted. meshplan does not replace roots; nothing was written. Keep the live root with `trust: { root: existing }` or with its own files; docs/trust.md says how a root is replaced by hand.",
  },
  MP0542: {
    severity: "error",
    title: "a cacerts that istiod could not start with",
    explanation:
      "The live Secret cacerts of a primary is broken: a key is missing, the chain does not lead to the root, or the private key is another certificate's. A running istiod goes on with what it read before; one that starts now fails. meshplan does not guess which root was meant. Repair the Secret; or, while istiod runs, delete it and apply at once: meshplan writes it anew.",
  },
  MP0543: {
    severity: "error",
    title: "istiod signs with a root of its own already",
    explanation:
      'istiod runs without a Secret cacerts and keeps a root it made itself in the Secret istio-ca-secret; every workload trusts that root. A cacerts would do nothing until istiod is restarted, and from then on old and new workloads would refuse each other until all are restarted. meshplan does not start that by itself. Stay with `trust: { root: istiod }`; or, when connections may fail for a while, follow "From istiod\'s own root" in docs/trust.md.',
  },
  MP0544: {
    severity: "warning",
    title: "certificates of a mesh that expire soon",
    explanation:
      'A certificate between the root and the workloads expires in less than 30 days, or has expired already; from then on every connection with mutual TLS fails. meshplan renews nothing unasked, because who signs is worth a decision. An intermediate of the same root is taken by a running istiod without a restart: docs/trust.md, "Renewing an intermediate".',
  },
  MP0545: {
    severity: "error",
    title: "certificates that istiod would refuse",
    explanation:
      "With `trust: { root: files }` the folder of a primary needs ca-cert.pem, ca-key.pem, cert-chain.pem and root-cert.pem. ca-cert.pem must lead to root-cert.pem through cert-chain.pem, every certificate on the way must be a CA that may have the others below it and be valid now, and ca-key.pem must be the private key of ca-cert.pem. istiod checks the same when it starts, and stops there. Istio's tools/certs/Makefile.selfsigned.mk makes such folders.",
  },
  MP0546: {
    severity: "error",
    title: "folders with different roots",
    explanation:
      "The root-cert.pem of two primaries' folders differ, so workloads of one would refuse those of the other. Make the intermediates of all primaries from one root.",
  },
  MP0570: {
    severity: "error",
    title: "patch that finds nothing",
    explanation:
      "A patch names the objects it changes by kind, and by name and namespace where it gives them. No object of the cluster matches, so the patch would silently do nothing. A patch in `defaults` is for the clusters that have the object; it is reported when none has it. Names depend on the revision and on the namespace: `meshplan plan --full` shows them.",
  },
  MP0571: {
    severity: "error",
    title: "patch of a field the mesh needs",
    explanation:
      "The patch gives another value to a field that follows from the clusters of the file, or removes it: a network label, the annotation that names the managing cluster, the address or path of an injection webhook, the endpoints of istiod, the name of the cluster by which istiod knows it. The mesh would say that it is synced and fail silently. Remove the field from the patch, and change what it follows from. A patch may add fields, and narrow which `hosts` a gateway passes through.",
  },
  MP0575: {
    severity: "error",
    title: "gateway of others does not exist",
    explanation:
      "`gateway.service` names the Service of a gateway that others made, as NAMESPACE/NAME. meshplan uses it and makes none of its own, so it has to be there before anything is planned.",
  },
  MP0576: {
    severity: "error",
    title: "gateway of others cannot serve the mesh",
    explanation:
      "istiod takes a Service for the gateway of a network only if it has the label topology.istio.io/network with that network, and the port 15443 (or the one its label networking.istio.io/gatewayPort names). Remotes reach their istiod on the ports 15012 and 15017 of it. The pods must be Istio proxies, and the Service must select them, because Gateway resources choose their proxies by the same labels. meshplan does not change what others own.",
  },
  MP0577: {
    severity: "error",
    title: "no node with an external address",
    explanation:
      "A gateway of type NodePort is reached at the addresses of the nodes. istiod reads them from the nodes themselves and takes only those of type ExternalIP. Where nodes have none, write an address that leads to them in `gateway.address`.",
  },
  MP0531: {
    severity: "error",
    title: "Gateway API too old for ambient mode",
    explanation:
      "istiod makes the east-west gateways of an ambient mesh from Gateways of the Gateway API. The cluster has that API already, from somebody else (a cloud, another team, a chart), and in a release whose schema refuses the mesh's Gateway, or drops parts of it. meshplan changes no definitions that it did not make: whoever installed them updates them. Where the cluster has none, meshplan brings the release that its Istio is built with.",
  },
  MP0532: {
    severity: "warning",
    title: "definition that istiod ignores",
    explanation:
      "istiod passes over kinds of the Gateway API whose CustomResourceDefinition is older than it reads, with a line in its log and nothing else: objects of that kind are accepted by the cluster and have no effect. The mesh itself does not need this one. It is somebody else's, so meshplan leaves it alone.",
  },
  MP0533: {
    severity: "error",
    title: "the gateway's name is taken",
    explanation:
      "In ambient mode istiod makes the Deployment and the Service of the east-west gateway, and it never touches objects of that name that it did not make: the gateway would wait forever. They may be left over from sidecar mode. Traffic between networks stops when they are deleted, so you delete them, when that traffic can stop.",
  },
} as const satisfies Record<`MP05${string}`, CodeInfo>;
