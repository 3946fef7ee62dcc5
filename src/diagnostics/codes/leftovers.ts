import type { CodeInfo } from "../code-info.ts";

/** MP0610 to MP0619: what is in a cluster besides what the file asks for, and changes what the mesh does. */
export const LEFTOVER_CODES = {
  MP0610: {
    severity: "warning",
    title: "objects that are left over",
    explanation:
      "Every object that meshplan writes carries the label applyset.kubernetes.io/part-of of its mesh. These have it, and no action of the plan names them: a cluster, a revision, a tag or a setting that asked for them left the file. They go on working: an injector injects pods, a remote secret lets istiod read a cluster, a PodDisruptionBudget stops nodes from draining. meshplan deletes nothing that no action names. The plan lists the kubectl commands, in an order in which no webhook is left without the istiod behind it; first check whether anybody still uses a revision. Until then the mesh does not match its file, and `plan --detailed-exitcode` ends with 2. In a cluster where others deliver components, only Secrets and what is of a revision that left the file are listed: anything else may be theirs by now. Where a cluster was not read, nothing is concluded.",
  },
  MP0611: {
    severity: "warning",
    title: "somebody else's Gateway on an east-west gateway",
    explanation:
      "istiod merges all Gateways that select a pod, whatever namespace they are in. The east-west gateway's pods listen on 15443 for other networks, and on 15012 and 15017 for istiod where it has remotes. Another Gateway that selects them on one of these ports takes part of the connections, or all of them where its hosts are the same: requests across networks end elsewhere, or remotes lose their istiod. Give it a selector for other pods, or another port. An empty selector selects every gateway.",
  },
  MP0612: {
    severity: "warning",
    title: "load balancer that does not pass TLS through",
    explanation:
      "A gateway between networks hands each connection on by the name in its TLS handshake, without opening it, and istiod behind it looks at the client's certificate. A load balancer that ends TLS, speaks HTTP or puts a PROXY header in front sends something else, and every request across networks ends in 503 or a reset while all clusters are reported as synced. Use a load balancer that passes TCP through: it is the default of every cloud. Google's have no annotation that changes it, and Azure's only the one for a private link. With a PROXY header, the gateways can be told to read it (`meshConfig.defaultConfig.gatewayTopology.proxyProtocol`); then every caller must send it.",
  },
  MP0613: {
    severity: "error",
    title: "cacerts in a form that hides meshplan's",
    explanation:
      "istiod takes what it signs with from the Secret cacerts in two forms: ca-cert.pem, ca-key.pem, cert-chain.pem and root-cert.pem, which meshplan writes, or tls.crt, tls.key and ca.crt, as cert-manager makes them. Where there is a tls.crt it looks at no other key. With `trust: generated` or `files`, meshplan would write four keys beside it that nobody reads. With `trust: { root: existing }` either form is read and compared.",
  },
} as const satisfies Record<`MP061${string}`, CodeInfo>;
