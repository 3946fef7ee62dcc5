import type { CodeInfo } from "../code-info.ts";

/** What a mesh file, a saved plan, a kubeconfig or a cluster may not make meshplan do; the ranges are those of the other tables. */
export const BOUNDARY_CODES = {
  MP9018: {
    severity: "error",
    title: "path that leads out of the file's folder",
    explanation:
      "Paths in a mesh file (kubeconfig, caFile, trust.key, trust.folder, istio.charts) stay in the folder of the file, those in a saved plan below the working directory or the plan's folder; links are followed first. Whoever wrote the file would otherwise choose what is read on this machine and sent to clusters. Move the file, or name where it may lead with `--allow-path PATH`.",
  },
  MP9019: {
    severity: "error",
    title: "chart with a link that leads out of its folder",
    explanation:
      "Helm follows links in a chart's folder, and a chart can print the files it has. A link out of the folder of `istio.charts` would print a file of this machine into a manifest. Replace the link with what it leads to.",
  },
  MP9120: {
    severity: "error",
    title: "kubeconfig of the file is not trusted",
    explanation:
      "The mesh file or the saved plan names a kubeconfig that runs a program, reads another file or logs in elsewhere. Whoever wrote the file would decide what runs on this machine, so such a kubeconfig needs your consent: `--trust-kubeconfig PATH`, or `--trust-kubeconfig PATH@sha256:HASH`, which is valid for what the kubeconfig is now. On a terminal meshplan asks once and remembers the answer by path and content. What stands in the kubeconfig itself, such as a token, is used without asking; your own KUBECONFIG and ~/.kube/config are yours.",
  },
  MP9121: {
    severity: "error",
    title: "context is not one of --contexts",
    explanation:
      "The operator listed the contexts that a mesh file or a saved plan may name, and this is not one of them. Use a listed context, or add this one to `--contexts`. A context that `--context NAME=CTX` names is allowed too.",
  },
  MP9122: {
    severity: "error",
    title: "kubeconfig named by an untrusted file",
    explanation:
      "With `--untrusted` the mesh file counts as a stranger's: the kubeconfig it names could lead anywhere, so none is taken from it. Put the context into the kubeconfig of KUBECONFIG and remove `kubeconfig:` from the file.",
  },
  MP9123: {
    severity: "error",
    title: "server without verification in untrusted mode",
    explanation:
      "With `--untrusted` a kubeconfig may not switch off the verification of the server's certificate: anybody in between could answer as the API server and take the credentials. Put the authority into the kubeconfig as `certificate-authority-data`.",
  },
  MP9124: {
    severity: "warning",
    title: "certificate of an API server is not checked",
    explanation:
      "The kubeconfig says `insecure-skip-tls-verify` for this cluster. Anybody in between can answer as the API server: the plan would be compared with what they say, and apply would hand them credentials and tokens. Use `certificate-authority-data`; `--untrusted` refuses such a server (MP9123).",
  },
  MP9125: {
    severity: "error",
    title: "cluster without an identity",
    explanation:
      "meshplan knows a cluster by the uid of its namespace kube-system: a plan names it, and apply refuses another. This API server has none, so a plan for it could be applied anywhere. The context leads to something that is not Kubernetes, or to a proxy that rewrites answers.",
  },
  MP9126: {
    severity: "error",
    title: "value from a cluster that cannot be passed on",
    explanation:
      "Addresses, tokens and CAs that one cluster reports go into objects of other clusters. Many accounts can write the places they are read from (a load balancer's status, a Secret), so each has a grammar: an address is an IP address or a DNS name that leads somewhere (not loopback, link-local, multicast or unspecified), a token has the characters of a token, a CA is nothing but certificates. A value of any other form is written nowhere. Look at the object that the message names.",
  },
  MP9127: {
    severity: "error",
    title: "kubeconfig has changed since it was trusted",
    explanation:
      "`--trust-kubeconfig PATH@sha256:HASH` is valid for one content: that of the kubeconfig and of the programs that it names by a path. One of them is different now. Look at what changed before you trust it again.",
  },
  MP9218: {
    severity: "error",
    title: "renderer is not one that the file pins",
    explanation:
      "`istio.rendererSha256` lists what may render: the sha256 of istioctl, or of helm and of the charts. The one that was found is different, or was changed. Programs differ between operating systems, so the list may have several; the message has the hash to add, if you trust what it belongs to.",
  },
  MP9219: {
    severity: "error",
    title: "charts from a host that an untrusted file names",
    explanation:
      "With `--untrusted` the mesh file counts as a stranger's, and no host it names is contacted. Let istioctl render, take the charts that Istio publishes (leave `istio.charts` out), or put the charts into a folder beside the file.",
  },
} as const satisfies Record<`MP${string}`, CodeInfo>;
