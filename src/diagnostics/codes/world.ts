import type { CodeInfo } from "../code-info.ts";

/** MP9xxx: files, processes, kubeconfigs, API servers; 90xx files and arguments, 91xx clusters, 92xx renderers, 93xx apply. */
export const WORLD_CODES = {
  MP9001: {
    severity: "error",
    title: "file not found",
    explanation:
      "The path does not lead to a file. Paths on the command line are relative to the folder you are in; paths inside a mesh file are relative to that file. Without an argument meshplan reads `./mesh.yaml`.",
  },
  MP9002: {
    severity: "error",
    title: "file cannot be read",
    explanation:
      "The file exists, but the operating system does not let meshplan read it. Look at the permissions of the file and of the folders above it.",
  },
  MP9003: {
    severity: "error",
    title: "folder instead of a file",
    explanation:
      "The path leads to a folder. Name the file itself, for example `mesh.yaml` in that folder.",
  },
  MP9005: {
    severity: "error",
    title: "file far too large",
    explanation:
      "meshplan reads a file whole, and no mesh file or saved plan comes near 256 MiB. Check the path.",
  },
  MP9006: {
    severity: "error",
    title: "file cannot be written",
    explanation:
      "The file is written to a temporary name beside it, forced to the disk, and then renamed, so that nobody ever reads half a file. One of these steps was refused, or the path leads to a pipe or a device, which a rename would replace. The old file, if there was one, is unchanged.",
  },
  MP9007: {
    severity: "error",
    title: "a plan file of another format",
    explanation:
      "The saved plan was written by a meshplan whose plan format this one does not read. Plans of format 1 are not read any more, because their digest did not cover everything that an apply writes. Make the plan again with the version that will apply it.",
  },
  MP9008: {
    severity: "error",
    title: "a damaged plan file",
    explanation:
      "The saved plan is not what meshplan wrote: it was cut short, or edited. The message names the place in the file that does not fit the rest. A plan is what people reviewed, so it is applied unchanged or not at all. Make it again.",
  },
  MP9012: {
    severity: "error",
    title: "a saved plan is too old",
    explanation:
      "`apply --max-age` bounds how old a saved plan may be. The time stands in the file outside the digest, so it guards against an artifact that somebody forgot, not against somebody who can edit the file. Nothing was written, and the exit code is 4. Make the plan again and have it approved.",
  },
  MP9009: {
    severity: "error",
    title: "a sandbox state that cannot be read",
    explanation:
      "The file of `--state` is not what `meshplan sandbox` writes. Nothing was changed in it. Remove it to start with empty clusters, or name another file.",
  },
  MP9010: {
    severity: "error",
    title: "a command that could not be started",
    explanation:
      "The command after `--` does not exist or may not be executed. The embedded clusters were stopped again.",
  },
  MP9011: {
    severity: "error",
    title: "output that is not whole",
    explanation:
      "Standard output, or the file of `--events`, took only a part of what was written to it: most often the disk is full. An apply goes on to its end all the same, so the clusters are as the exit code says: 3 where something was written, 1 where nothing was, never 0. What was kept ends in the middle. Make room and run the command again.",
  },
  MP9017: {
    severity: "error",
    title: "a symbolic link where a file is to be written",
    explanation:
      "meshplan writes through no symbolic link: a checkout may hold one that leads out of it, to a file of yours. Name the file itself, or remove the link. `/dev/stdout` and `/dev/fd/3` may be named for `--events`.",
  },
  MP9020: {
    severity: "error",
    title: "the mesh file is there already",
    explanation:
      "`meshplan init` writes a new mesh file and does not change an existing one: it does not read it, and does not contact its clusters. Nothing has to be set up before `meshplan plan`. To begin with other clusters, name another file.",
  },
  MP9101: {
    severity: "error",
    title: "kubeconfig not found",
    explanation:
      "meshplan reaches clusters through kubeconfig contexts, like kubectl: the `kubeconfig` of the cluster in the mesh file, else the files in KUBECONFIG, else `~/.kube/config`. None of these exists. `kubectl config view` shows what kubectl uses.",
  },
  MP9102: {
    severity: "error",
    title: "kubeconfig cannot be understood",
    explanation:
      "The kubeconfig is not YAML, or a part of it has another shape than Kubernetes defines. The message names the file and the part. A name that appears twice in one list is refused, as kubectl refuses it. `kubectl config view --kubeconfig FILE` reads the same file and often says more.",
  },
  MP9103: {
    severity: "error",
    title: "context does not exist",
    explanation:
      "A cluster of the mesh names a kubeconfig context that is not in the kubeconfig, or the context names a cluster or user that is not there. By default the context has the cluster's name; `context:` in the mesh file or `--context NAME=CTX` says otherwise. Of several files in KUBECONFIG, a context means the cluster and the user of its own file, and those of the others only where its file has none of that name: kubeadm calls every user kubernetes-admin, and kubectl, which merges the files, takes the first one for all of them. The proposed kubectl commands then name the file. `kubectl config get-contexts` lists what there is.",
  },
  MP9104: {
    severity: "error",
    title: "kubeconfig setting that meshplan does not support",
    explanation:
      "The context uses a way to connect or to log in that this version of meshplan does not support. It is refused rather than ignored, because ignoring it could mean acting as somebody else, or over another network. The message names the setting and what to use instead.",
  },
  MP9105: {
    severity: "error",
    title: "credential file cannot be used",
    explanation:
      "The kubeconfig points to a certificate, key or token that does not exist, cannot be read or is not in PEM form. Relative paths in a kubeconfig are relative to that kubeconfig.",
  },
  MP9106: {
    severity: "error",
    title: "credential plug-in failed",
    explanation:
      "The kubeconfig gets its credentials from a program (`exec`), and that program could not be started, failed, or printed something that is not an ExecCredential. What it printed to standard error is shown, without what looks like a token. Run any kubectl command with the same context: it runs the same program, and shows what it asks for. meshplan gives it no terminal, because several run at a time: programs that ask must be logged in beforehand.",
  },
  MP9107: {
    severity: "error",
    title: "cluster cannot be reached",
    explanation:
      "No connection to the API server could be made. The message says how far it came: the name was not found, the connection was refused, or nothing answered. Where a proxy is on the way (`proxy-url` of the kubeconfig, or HTTPS_PROXY, unless NO_PROXY excludes the host; as with kubectl) it names that too. Check VPN, proxy and firewall, and that the cluster runs. Nothing was written to this cluster by the request that failed.",
  },
  MP9108: {
    severity: "error",
    title: "certificate of the API server is not trusted",
    explanation:
      "The connection was made, but the server's certificate does not fit the kubeconfig: it was signed by another authority, is for another name, or has expired. Somebody may be in between, so meshplan sends nothing. Fetch the kubeconfig again; behind a company proxy, NODE_EXTRA_CA_CERTS names its certificate authority.",
  },
  MP9109: {
    severity: "error",
    title: "credentials not accepted",
    explanation:
      "The API server does not know who is asking: the token or certificate of the context has expired or was revoked. Log in again with the tool that made the kubeconfig. meshplan has already asked the credential plug-in for new credentials once.",
  },
  MP9110: {
    severity: "error",
    title: "right is missing",
    explanation:
      "The API server knows who is asking and does not allow it. The message names the verb, the kind and the user as the server sees it. Ask for the right, or use another context.",
  },
  MP9111: {
    severity: "error",
    title: "object or kind not found",
    explanation:
      "The API server does not have the object, its namespace, or the kind itself (a CustomResourceDefinition that is not installed).",
  },
  MP9112: {
    severity: "error",
    title: "object changed in between",
    explanation:
      "The API server refused the request because the object is not the one that was seen before, or because it exists already. Plan again.",
  },
  MP9113: {
    severity: "error",
    title: "object refused as invalid",
    explanation:
      "The API server does not accept the object: a field has a wrong value, cannot be changed any more, is unknown to the installed version of the kind, or an admission policy denied it. The message repeats the reason. Repeating the request cannot help.",
  },
  MP9114: {
    severity: "error",
    title: "API server failed",
    explanation:
      "The API server, or something it depends on, answered with an internal error. meshplan repeats such requests where the server says that this may help. Look at the API server's health: `kubectl get --raw /readyz?verbose`.",
  },
  MP9115: {
    severity: "error",
    title: "API server did not answer in time",
    explanation:
      "The connection is up, but the answer did not come within the time meshplan waits for one request. A request that writes may or may not have been carried out; running the same apply again finds out. Look at the API server's load and at what it calls: admission webhooks and etcd.",
  },
  MP9116: {
    severity: "error",
    title: "answer is not from a Kubernetes API server",
    explanation:
      "Something answered at the address of the kubeconfig, but not as a Kubernetes API server does. Most often a login page, a proxy or a load balancer without a server behind it. Where the message names a part of an object, an API server that other software provides (an aggregated one, a virtual cluster) may have sent it: nothing is planned from an object whose parts have another shape than Kubernetes defines.",
  },
  MP9117: {
    severity: "error",
    title: "API server is too busy",
    explanation:
      "The API server asks to come back later, and did so again until meshplan gave up. Try again later, or with a smaller `--parallelism`.",
  },
  MP9128: {
    severity: "error",
    title: "answer is far too large",
    explanation:
      "An API server, or what stands in front of it, sends more than any object or page of a list has: 16 MiB for an answer or one event of a watch, half a million entries, 200 times what was sent once it is unpacked, or 64 MiB in all answers at once (docs/limits.md). The connection was closed. Something else than a Kubernetes API server may be at that address; otherwise look for the object that has grown so much.",
  },
  MP9129: {
    severity: "error",
    title: "list does not end",
    explanation:
      "A list comes in pages, and this one has more of them, or more objects, than meshplan takes, or the API server forgot its beginning before its end was read, again after each new start (410 Expired). The numbers stand in docs/limits.md. Try again when the API server and its etcd have less to do.",
  },
  MP9130: {
    severity: "error",
    title: "kubeconfig far too large",
    explanation:
      "A kubeconfig of thousands of clusters, with their certificates in it, stays below 16 MiB and 100,000 lines; as JSON it may have any number of lines. Larger YAML would take minutes and gigabytes to read. Check the path, or cut the file down to the contexts of the mesh: `kubectl config view --minify --flatten --context CONTEXT`.",
  },
  MP9131: {
    severity: "error",
    title: "pipe that says nothing or has no end",
    explanation:
      "The path leads to a named pipe, and no byte came for 5 seconds, or its end did not come although meshplan waited a minute in all. meshplan reads pipes: that of a process substitution, or standard input, for as long as its writer takes, because there the writer is known to run. A named pipe to which nobody writes is most often a leftover or a trap. Start what writes to it first, or name a file.",
  },
  MP9201: {
    severity: "error",
    title: "istioctl not found",
    explanation:
      "meshplan lets istioctl render the Istio objects, so that they are exactly those of Istio itself. It looks at `--istioctl`, then MESHPLAN_ISTIOCTL, then PATH. Install the istioctl of the Istio version in the mesh file. Only embedded clusters work without one; `render` and `rbac`, which ask no cluster, then need `--outline`.",
  },
  MP9202: {
    severity: "error",
    title: "istioctl of another version",
    explanation:
      "The objects of an Istio version must come from an istioctl of the same version: the same minor always, and the same patch unless the path was named with `--istioctl`. Otherwise the mesh would be something that nobody released.",
  },
  MP9203: {
    severity: "error",
    title: "istioctl failed",
    explanation:
      "istioctl could not be started, did not end in time, or refused the values. The message repeats the end of what it printed. Most often a value in the mesh file is not one that this Istio version knows.",
  },
  MP9204: {
    severity: "error",
    title: "output of istioctl cannot be understood",
    explanation:
      "istioctl printed something that is not a list of Kubernetes objects. That happens when the path leads to another program or to a wrapper that prints messages of its own to standard output.",
  },
  MP9210: {
    severity: "error",
    title: "helm not found",
    explanation:
      "`istio.renderer: helm` lets Helm render Istio's charts. meshplan looks for it at `--helm`, then MESHPLAN_HELM, then PATH. Install Helm 3.14 or newer, or leave `istio.renderer` out: istioctl then renders. Only embedded clusters work without both; `render` and `rbac`, which ask no cluster, then need `--outline`.",
  },
  MP9211: {
    severity: "error",
    title: "helm is too old",
    explanation:
      "meshplan renders with Helm 3.14 or newer, and with Helm 4. Older ones are out of support, and nobody has compared what they make of Istio's charts.",
  },
  MP9212: {
    severity: "error",
    title: "helm failed",
    explanation:
      "Helm could not be started, did not end in time, or a chart refused its values. The message repeats the reason Helm gives and names the chart. Most often a value in the mesh file is of another type than the chart expects.",
  },
  MP9213: {
    severity: "error",
    title: "output of helm cannot be understood",
    explanation:
      "Helm printed something that is not a list of Kubernetes objects. That happens when the path leads to another program, or when the charts are not Istio's.",
  },
  MP9214: {
    severity: "error",
    title: "a chart is missing",
    explanation:
      "`istio.charts` names a folder that does not hold every chart the mesh needs. It must hold base, istiod and gateway, and for ambient meshes cni and ztunnel: as `helm pull --untar` leaves them, or as they lie in `manifests/charts` of an Istio release.",
  },
  MP9215: {
    severity: "error",
    title: "charts of another Istio version",
    explanation:
      "The charts must be of the Istio version in the mesh file: of exactly that version from a repository or registry, of the same minor in a folder. Otherwise the mesh would be something that nobody released. Charts of Istio's source call themselves 1.0.0; their minor is told by the compatibility profiles they carry.",
  },
  MP9216: {
    severity: "error",
    title: "a chart cannot be pulled",
    explanation:
      "Helm could not fetch a chart from `istio.charts`. The message repeats Helm's reason: most often no network, a registry that wants `helm registry login`, or a version that was never published. Each chart is pulled once and kept in the cache folder. Without a network unpack the charts anywhere and name their folder in `istio.charts`.",
  },
  MP9220: {
    severity: "error",
    title: "rendered objects that nobody can use",
    explanation:
      "What istioctl or Helm printed are Kubernetes objects, but not those of Istio: a kind that Istio does not install, a Deployment without pods, or a gateway without its Service. Usually a wrapper stands in place of the program, or the charts were changed. Nothing is planned from it.",
  },
  MP9221: {
    severity: "error",
    title: "a Secret would be printed",
    explanation:
      "`meshplan render` prints manifests for others to keep and apply, and a Secret among them would lie open wherever they are kept. Istio's own manifests have none: look at the patches of the mesh file, and at what the renderer prints.",
  },
  MP9222: {
    severity: "warning",
    title: "the cache of renders is not trusted",
    explanation:
      "What stands in the cache of renders goes into plans, so only what you alone could have written is read: the folder and its files belong to you, are no links, and nobody else may write to them. This one is not like that; nothing is read from it and nothing is kept there, and the manifests are rendered anew. Look at who made it. If it is an old folder of your own, remove it, and the next run makes it again with the right mode.",
  },
  MP9217: {
    severity: "error",
    title: "a setting that Istio's charts do not have",
    explanation:
      "The mesh file sets something that istioctl understands and Istio's Helm charts have no value for, or a value whose name no template of the chart reads. Helm says nothing about such values: they would be silently lost. Take the setting out, correct its name, or let istioctl render.",
  },
  MP9240: {
    severity: "error",
    title: "a private key that others may read",
    explanation:
      "A file with a private key of the mesh's root, or of a CA below it, can be read by the group or by anybody on this machine. Whoever has read it can pass for every workload of the mesh, so meshplan does not use it. `chmod 600 FILE` closes it; if strangers may have read it already, make a new root.",
  },
  MP9241: {
    severity: "error",
    title: "not the file of a root",
    explanation:
      "The file that `trust.key` names exists, but is not one private key (EC or RSA, without a passphrase) with the self-signed CA certificate that belongs to it, both as PEM. meshplan never overwrites it. Name another file, and the first apply makes it; or put the key and the certificate of your own root into it.",
  },
  MP9242: {
    severity: "error",
    title: "the private key that apply needs is not here",
    explanation:
      "The plan writes a Secret cacerts, and the private key for it is not at the path the plan names: the root's, where meshplan signs an intermediate, or that of a certificate you made. A saved plan holds paths, never keys. Bring the file to this machine, or apply where it is. Nothing was written. A root's key that is lost for good cannot sign for another primary: docs/trust.md says what is left then.",
  },
  MP9243: {
    severity: "error",
    title: "the file is there already",
    explanation:
      "apply was about to make this file, and meanwhile something else did. It is left as it is. Plan again: meshplan then reads it and says whether it is a root that can be used.",
  },
  MP9301: {
    severity: "error",
    title: "a wait took too long",
    explanation:
      "Something that must happen before the mesh can be built further did not happen in time. The message says what was waited for and what was seen last. Nothing is undone: look at the object it names, remove the cause, and run the same apply again; what is already as planned is not written twice. `timeouts` in the mesh file makes the wait longer.",
  },
  MP9302: {
    severity: "error",
    title: "a workload cannot become ready",
    explanation:
      "Kubernetes gave up rolling out a Deployment, or refuses to use a CustomResourceDefinition. Waiting longer does not help: the message repeats the reason Kubernetes gives, most often an image that cannot be pulled, a lack of room on the nodes or a rejected pod. Remove the cause and run the same apply again.",
  },
  MP9303: {
    severity: "error",
    title: "somebody else took a field since the plan",
    explanation:
      "Between the plan and the write another field manager became the owner of a field that meshplan was about to set. meshplan never takes fields without a plan that says so, so nothing was written to this object. Plan again: the new owner and both values are shown there.",
  },
  MP9304: {
    severity: "error",
    title: "somebody else created the object since the plan",
    explanation:
      "The plan says that this object does not exist, yet it did when it was to be written, and it was not this apply that made it. meshplan asks for a creation and nothing else there, so the object is as the other one left it. What depends on it was not started. Plan again and look at who else installs Istio into this cluster.",
  },
  MP9305: {
    severity: "error",
    title: "the object changed since the plan",
    explanation:
      "The plan was made against another version of this object: it was deleted, recreated or changed meanwhile. meshplan writes only what was reviewed, so nothing was written to it. Where only its status or fields of others move, the write is sent again with the new version, five times at most; an object that moves each time is written by something in a loop. Plan again.",
  },
  MP9306: {
    severity: "error",
    title: "the load balancer has a host name instead of an IP address",
    explanation:
      "Some clouds give load balancers a host name. It changes what is installed in other clusters, so it must be known when the plan is made. Write the reported name as `gateway.address` of the cluster in the mesh file, or better a DNS name of your own that leads there and outlives this load balancer, and plan again.",
  },
  MP9307: {
    severity: "error",
    title: "the address is of another IP family than planned",
    explanation:
      "The plan has objects for one IP family, and the load balancer came up with an address of the other one. Write the address as `gateway.address` of the cluster in the mesh file and plan again: then the right objects are planned.",
  },
  MP9308: {
    severity: "error",
    title: "stopped before it was finished",
    explanation:
      "The run was stopped at once, so the last request of this action may or may not have arrived. Both are safe: run the same apply again, and what is already as planned is not written twice.",
  },
  MP9309: {
    severity: "error",
    title: "the whole run took longer than allowed",
    explanation:
      "`--timeout` bounds the whole run, and it was reached. What was written stays. Run the same apply again, with a longer `--timeout` if the clusters only need more time.",
  },
  MP9310: {
    severity: "error",
    title: "an admission webhook could not be called",
    explanation:
      "The API server must ask an admission webhook before it stores this object, and the webhook does not answer. While this plan itself rolls istiod out, meshplan waits for it. A webhook that stays unreachable most often belongs to something that was removed only in part: look at the webhook configuration that the message names and at the Service behind it.",
  },
  MP9311: {
    severity: "error",
    title: "the namespace is being deleted",
    explanation:
      "Kubernetes is still removing the namespace and takes no new objects into it. meshplan waits for a minute. If the namespace stays, its status conditions name the object or finalizer that holds it.",
  },
  MP9312: {
    severity: "error",
    title: "the load balancer's address moved since the plan",
    explanation:
      "Other clusters were planned with the address that the load balancer had then, or that the mesh file names. It reports only others now, so what depends on it was not started. Plan again: the new address is in that plan. Where the load balancer is reached through another address on purpose, write a DNS name as `gateway.address`.",
  },
} as const satisfies Record<`MP9${string}`, CodeInfo>;
