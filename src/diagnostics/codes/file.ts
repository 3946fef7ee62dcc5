import type { CodeInfo } from "../code-info.ts";

/** MP01xx syntax, MP02xx shape, MP03xx build, MP04xx rules: problems of the mesh file. */
export const FILE_CODES = {
  MP0101: {
    severity: "error",
    title: "mesh file too large",
    explanation:
      "meshplan reads at most 512 KiB. A mesh of 1,000 clusters takes some 200 KiB, so a larger file is almost always the wrong file. It also reads at most 400,000 words, brackets and gaps, four times what that mesh has, because they are what makes reading slow. The limit is checked before parsing, because very large or very deep YAML can stop the process.",
  },
  MP0102: {
    severity: "error",
    title: "mesh file is not UTF-8",
    explanation:
      "The file holds bytes that are not UTF-8 text, or another encoding such as UTF-16. Save it as UTF-8; a byte order mark is fine. On most systems `iconv -f UTF-16 -t UTF-8` converts it.",
  },
  MP0103: {
    severity: "error",
    title: "YAML syntax error",
    explanation:
      "The text is not YAML. The usual causes are a line that is not aligned with its siblings, a bracket that is not closed, a key without its colon, and a value with `: ` or ` #` in it that needs quotes. Those lines are not checked; the rest of the file is, unless all of it stands inside one pair of brackets.",
  },
  MP0104: {
    severity: "error",
    title: "tab used as indentation",
    explanation:
      "YAML allows only spaces as indentation. Replace the tab with spaces; most editors have a command for it, or run `expand -t 2 mesh.yaml`.",
  },
  MP0105: {
    severity: "error",
    title: "key written twice",
    explanation:
      "A mapping has the same key twice, so one of the two values would be lost. Keep one. Where two clusters were meant, give them different names.",
  },
  MP0106: {
    severity: "error",
    title: "more than one YAML document",
    explanation:
      "A mesh file is one YAML document, without a second `---`. Keep every mesh in a file of its own and name the file on the command line.",
  },
  MP0107: {
    severity: "error",
    title: "mesh file is empty",
    explanation:
      "The file has no content besides comments. The smallest mesh file names `apiVersion`, `mesh`, `istio.version` and `clusters`.",
  },
  MP0108: {
    severity: "error",
    title: "alias without an anchor",
    explanation:
      "An alias such as `*defaults` stands for the value marked `&defaults` further up in the same file. There is no such mark above it, or the alias stands inside its own value. Check the spelling, or write the value out.",
  },
  MP0109: {
    severity: "error",
    title: "aliases expand to too much",
    explanation:
      "Aliases of aliases can make a small file expand without end. meshplan stops at 200,000 values, far more than a mesh of 1,000 clusters needs. Write the repeated parts out, or nest aliases less.",
  },
  MP0110: {
    severity: "error",
    title: "mesh file is nested too deeply",
    explanation:
      "The file is nested more than 64 levels deep, and a mesh needs five. Usually brackets were opened and never closed.",
  },
  MP0111: {
    severity: "error",
    title: "unknown YAML tag",
    explanation:
      "Tags such as `!Ref` or `!!binary` belong to other tools; meshplan would have to guess what they mean. Remove the tag and write the value itself.",
  },
  MP0112: {
    severity: "error",
    title: "key is not text",
    explanation:
      "YAML reads `1:`, `true:` and `null:` as a number, a boolean and null. Names must be text: put the key in quotes.",
  },
  MP0113: {
    severity: "error",
    title: "merge of something that is not a mapping",
    explanation:
      "The key `<<` takes over the entries of another mapping, named by an alias, or of a list of mappings. Explicit keys beside it win.",
  },
  MP0114: {
    severity: "error",
    title: "quote never closed",
    explanation:
      "A value begins with a quote and the file ends before it is closed. Close it at the end of the value, on the same line.",
  },
  MP0201: {
    severity: "error",
    title: "unknown key",
    explanation:
      "The mesh file has no such key at this place. Keys are closed so that a misspelt one cannot be ignored silently; keys at the top that start with `x-` are your own. `meshplan schema` prints every key with its description.",
  },
  MP0202: {
    severity: "error",
    title: "missing key",
    explanation:
      "A key that meshplan cannot do without is missing. The message names it and the place it belongs to.",
  },
  MP0203: {
    severity: "error",
    title: "wrong type of value",
    explanation:
      "The value has a different type from the one the key needs, such as a list where a mapping belongs, or a number where text belongs. Text that looks like a number or a boolean needs quotes.",
  },
  MP0204: {
    severity: "error",
    title: "value not allowed",
    explanation:
      "The value has the right type, but is not one of those that the key allows. The help line shows one that works.",
  },
  MP0205: {
    severity: "error",
    title: "version is a number",
    explanation:
      "YAML reads an unquoted 1.30 as the number 1.3, so the version you wrote is already lost. Write a full version with its patch number, such as 1.31.0, which is text; quotes never hurt.",
  },
  MP0206: {
    severity: "error",
    title: "unknown apiVersion",
    explanation:
      "`apiVersion` says which file format this is. This meshplan reads meshplan/v1 only. A newer format needs a newer meshplan.",
  },
  MP0301: {
    severity: "error",
    title: "not an Istio version",
    explanation:
      "meshplan needs a full version with its patch number, such as 1.31.0, because the images and the manifests of every patch differ. `latest`, `1.31` and `v1.31.0` do not name one.",
  },
  MP0302: {
    severity: "error",
    title: "not a duration",
    explanation:
      "Durations are written as in Go: a number and its unit, such as 90s, 10m, 1h or 1h30m. They are at least one second and at most one day.",
  },
  MP0303: {
    severity: "error",
    title: "gateway address is not an address",
    explanation:
      "`gateway.address` is one reserved IPv4 or IPv6 address that the load balancer of the east-west gateway will get, or a DNS name of yours that leads to it, with at least one dot. It has no port and no prefix length.",
  },
  MP0305: {
    severity: "error",
    title: "not an address range",
    explanation:
      "`gateway.allowFrom` lists address ranges in CIDR form, such as 10.0.0.0/8 or 2001:db8::/32. One address is a range of /32 or /128.",
  },
  MP0306: {
    severity: "error",
    title: "not the URL of an API server",
    explanation:
      "`apiServer`, or its `url`, is what the other clusters put into their kubeconfig: `https://`, a host, the port if it is not 443, and the path if something in front serves it below one (`https://rancher.example.com/k8s/clusters/c-abc`). User names, queries and plain http are not supported.",
  },
  MP0307: {
    severity: "error",
    title: "path not usable",
    explanation:
      "Paths such as `kubeconfig` are relative to the mesh file, or absolute. Only shells expand `~`. Leave `kubeconfig` out to use KUBECONFIG or ~/.kube/config.",
  },
  MP0308: {
    severity: "error",
    title: "no version, or two ways to say it",
    explanation:
      "`istio` has a `version`, for one control plane in each primary, or `revisions`, for several side by side, each with a version. Write one of the two.",
  },
  MP0309: {
    severity: "error",
    title: "not a source of charts",
    explanation:
      "`istio.charts` says where Helm finds Istio's charts: a folder relative to the mesh file, an https repository, or an oci registry. A user and a password in the URL are refused: the file is in version control, everybody on the machine can see a program's arguments, and the plan names where charts come from. For a registry, log Helm in (`helm registry login`); for an https repository with a password, unpack the charts and name their folder.",
  },
  MP0310: {
    severity: "error",
    title: "not the URL of a proxy",
    explanation:
      "`apiServer.proxyUrl` is the proxy through which istiod reaches the API server: http, https or socks5, a host, and a port. User names and passwords do not belong in the file.",
  },
  MP0311: {
    severity: "error",
    title: "not a server name",
    explanation:
      "`apiServer.tlsServerName` is the name that istiod expects in the certificate of the API server: a DNS name or an IP address. It goes into the remote secret, so nothing else is accepted.",
  },
  MP0401: {
    severity: "error",
    title: "not a valid name",
    explanation:
      "Names of meshes, clusters and networks become Kubernetes labels, names of objects and parts of host names. So they are DNS-1123 labels: at most 63 lower-case letters, digits and hyphens, with a letter or digit at both ends.",
  },
  MP0402: {
    severity: "error",
    title: "primary does not exist",
    explanation:
      "`primary` names the cluster whose istiod serves this one. That cluster must be in the same file, under exactly that name.",
  },
  MP0403: {
    severity: "error",
    title: "primary is not a primary",
    explanation:
      "A remote has no istiod that could serve another cluster. Name a cluster without a `primary` of its own, or remove `primary` from the one you named. A host only runs the istiod of another cluster: name that other cluster.",
  },
  MP0404: {
    severity: "error",
    title: "cluster is its own primary",
    explanation: "A cluster that runs its own istiod is a primary: leave `primary` out.",
  },
  MP0405: {
    severity: "error",
    title: "mesh without a primary",
    explanation:
      "Every cluster names a `primary`, so no cluster runs an istiod. Remove `primary` from the cluster that is to run it.",
  },
  MP0406: {
    severity: "error",
    title: "cluster without a network",
    explanation:
      "With more than one cluster, Istio must know which pods reach each other directly: those on one network. A cluster without a network reports everything as synced while its traffic fails. Give every cluster a `network`.",
  },
  MP0407: {
    severity: "error",
    title: "two clusters are the same",
    explanation:
      "Two clusters of the mesh use the same context of the same kubeconfig, so both would be written to one Kubernetes cluster. Give each its own `context`, or its own `kubeconfig`. The same holds for two clusters with one `identity`.",
  },
  MP0408: {
    severity: "warning",
    title: "network names look like a typo",
    explanation:
      "Two network names differ by so little that they are probably meant to be one. Clusters on different networks talk through gateways; clusters on one network talk directly.",
  },
  MP0409: {
    severity: "error",
    title: "unsupported Istio version",
    explanation:
      "Defaults and objects change between Istio's minors, so meshplan plans only those whose differences it knows; the help line lists them. Any patch of them works. The newest is tested with real control planes; the others are planned from what their releases say. A newer meshplan may know more.",
  },
  MP0410: {
    severity: "error",
    title: "API server not reachable from other clusters",
    explanation:
      "`apiServer` is how the other clusters reach this one. localhost, 127.0.0.0/8, ::1 and 0.0.0.0 mean the caller itself, so the istiod of another cluster would talk to itself; link-local addresses such as 169.254.0.0/16 lead to whatever is beside the caller. Write an address that the other clusters can reach.",
  },
  MP0412: {
    severity: "error",
    title: "primaries without one root",
    explanation:
      "Every istiod signs the workloads it serves, and workloads of one mesh must trust one root. Left alone, each istiod makes a root of its own: the clusters are reported as synced, and every connection between them fails. `trust: { root: generated, key: FILE }` lets meshplan make a root and an intermediate for every primary; `files` brings intermediates that you made; `existing` uses a Secret cacerts that is in every primary before the first apply.",
  },
  MP0413: {
    severity: "error",
    title: "metadata key of another owner",
    explanation:
      "`metadata` puts your own labels and annotations on every object meshplan writes. Keys below istio.io, kubernetes.io, k8s.io, helm.sh and meshplan.dev, and the bare keys of Istio's charts such as app and release, already mean something to their owners: Istio would choose other pods, another tool would think the object is its own. Use a prefix of your own. Annotations for a load balancer belong in `gateway.annotations`.",
  },
  MP0460: {
    severity: "warning",
    title: "primaries that sign with one key",
    explanation:
      "`trust.folder` leads all primaries to the same certificates, so every istiod signs with the same private key: whoever reads it in one cluster can sign for all, and one intermediate cannot be replaced without the others. It works. Write `{name}` in the path, such as `certs/{name}`, and put an intermediate of its own into each primary's folder.",
  },
  MP0480: {
    severity: "error",
    title: "tag without a revision",
    explanation:
      "A tag is a name that stands for a revision: workloads carry the tag, and an upgrade points it to another revision. It must point to a revision of this file, and cannot have the name of one.",
  },
  MP0481: {
    severity: "error",
    title: "revision limited to an unknown cluster",
    explanation:
      "`clusters` of a revision lists the clusters that have it, by their names in this file. Left out, all have it.",
  },
  MP0482: {
    severity: "error",
    title: "cluster without a usable revision",
    explanation:
      "Every cluster needs a control plane. A remote has no istiod of its own: it can only have the revisions that its primary has, or its injector would call an istiod that does not exist.",
  },
  MP0483: {
    severity: "error",
    title: "gateways without a revision",
    explanation:
      "The pods of gateways are injected by the istiod of one revision. With several revisions in a cluster the tag `default` says which; moving that tag moves the gateways.",
  },
  MP0484: {
    severity: "error",
    title: "several revisions behind one host name",
    explanation:
      "Remotes reach each revision of their primary's istiod through the same gateway, told apart by the name in the TLS handshake. Where the gateway has a host name, the API servers of remotes call every injector by that one name. Use an IP address, or one revision.",
  },
  MP0485: {
    severity: "error",
    title: "value that breaks the topology",
    explanation:
      "Some values of Istio follow from the clusters of the file: the mesh ID, the cluster's name, its network, whether istiod serves remotes, where remotes find it. Set by hand to something else they give a mesh that reports everything as synced while its traffic fails. Others make Istio's charts leave out what the mesh needs, such as the injector or the rights by which clusters read each other, or count on an istio-cni that nobody installs. The same holds for patches of what the charts make of values: variables and flags of istiod, the mesh's settings, the values of the injector. Remove the value; the message says which key of the file it follows from, or why. A value equal to the derived one is accepted.",
  },
  MP0486: {
    severity: "error",
    title: "values in the wrong layout",
    explanation:
      "`values` have the layout of an IstioOperator, whichever renderer is used: `global`, `pilot`, `cni`, `ztunnel`, `gateways`, `meshConfig`. The values of Helm's istiod chart, such as `env` or `autoscaleMin`, go under `pilot`.",
  },
  MP0487: {
    severity: "error",
    title: "patch of an object's identity",
    explanation:
      "A patch changes the content of rendered objects. Its kind, name and namespace, and the marks by which meshplan knows what it owns, stay as they are: another name would be another object, and the first would be left behind. `null`, a text or a list in place of `metadata`, of its labels or of its annotations would remove those marks too; name the fields below it instead.",
  },
  MP0488: {
    severity: "error",
    title: "patch of a Secret",
    explanation:
      "The Secrets of a mesh hold tokens and keys that are read from clusters and made in memory. Their content never stands in a file or a plan, so there is nothing a patch could change. How other clusters reach an API server is written in `apiServer`.",
  },
  MP0489: {
    severity: "error",
    title: "value or patch that moves traffic between networks",
    explanation:
      "Which network an endpoint is on, by which gateways a network is reached and which clusters an istiod reads follow from the clusters of the file. Istio has older ways to say the same: `global.meshNetworks` puts endpoints into networks and adds gateways, proxies can be told another network or cluster in `proxyMetadata`, any Service with the label topology.istio.io/network becomes a gateway, and remote secrets can come from a file. A patch can write some of it into the objects in which istiod reads it. Where both are set, the older way wins or adds to the other, and traffic goes to addresses that this file does not know. Write the network, the gateway's address and the clusters here. A gateway that each reader reaches at a different address is not supported yet.",
  },
  MP0490: {
    severity: "error",
    title: "control plane behind a node port",
    explanation:
      "Remotes reach istiod at the ports 15012 and 15017 of their primary's gateway. Kubernetes gives a Service of type NodePort other ports, and Istio's remote profile cannot name them. Let the primary's gateway be a load balancer, or write in `gateway.address` an address of your own that leads to those ports. The gateways of other clusters may be node ports: istiod learns their ports.",
  },
  MP0491: {
    severity: "error",
    title: "local injector without the mesh's root",
    explanation:
      "`injector: local` runs an istiod in a remote that injects its pods. It also writes the root certificate into every namespace there. If that were a self-signed root of its own, the workloads would refuse the primary's istiod, and vice versa. Give all control planes one root with `trust`.",
  },
  MP0492: {
    severity: "error",
    title: "ClusterIP gateway without an address",
    explanation:
      "A Service of type ClusterIP has no address that other networks can reach. Write in `gateway.address` the IP address that leads to it, such as that of a load balancer of your own; it becomes an external IP of the Service, by which istiod knows the gateway.",
  },
  MP0493: {
    severity: "error",
    title: "settings for a gateway of others",
    explanation:
      "`gateway.service` names a gateway that others made. meshplan only uses it, so its type, annotations and pods cannot be set here. An `address` may be written beside it: the one at which the other clusters reach it.",
  },
  MP0495: {
    severity: "error",
    title: "gateway setting without effect",
    explanation:
      "The setting works only with another type of gateway: source ranges are enforced by load balancers, and nodes are selected for the addresses of a NodePort.",
  },
  MP0496: {
    severity: "warning",
    title: "patch without effect",
    explanation:
      "A running istiod writes its CA into its webhooks and sets the failurePolicy of its validators once it can answer. meshplan leaves these fields to it, because two writers would take them from each other forever, so what a patch says of them is lost.",
  },
  MP0497: {
    severity: "error",
    title: "patch of a gateway's address",
    explanation:
      "The type of the gateway's Service and its reserved address decide how other clusters reach it. Remotes, certificates and Gateways are derived from what `gateway.type` and `gateway.address` say, and the rules for them would not see what a patch says instead. Other fields of the Service may be patched.",
  },
  MP0498: {
    severity: "error",
    title: "revision named default",
    explanation:
      "Istio treats the name `default` as if no revision were named: the certificate of such an istiod lacks the name of its own Service, istiod-default, and proxies refuse it. Name the revision after its version, such as 1-31-0. The tag `default` may point to it, which makes it the one for everything that names no revision.",
  },
} as const satisfies Record<`MP0${1 | 2 | 3 | 4}${string}`, CodeInfo>;
