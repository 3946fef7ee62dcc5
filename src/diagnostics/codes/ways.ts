import type { CodeInfo } from "../code-info.ts";

/** MP0600 to MP0605: parts of different sources that go together, and are tried together before anything is written. */
export const WAY_CODES = {
  MP0600: {
    severity: "error",
    title: "istiod could not verify an API server",
    explanation:
      "A remote secret holds an address, a CA and perhaps a TLS name, and istiod uses them together. What the server at that address shows is not signed by that CA, is for another name, or has expired, so istiod would never read the cluster. Write the CA as `apiServer.caFile`, or the name that the certificate has as `apiServer.tlsServerName`. Where the address is that of the kubeconfig, its CA and its `tls-server-name` are passed on without being in the file; `insecure-skip-tls-verify` never is, because whoever answers there would get the credential.",
  },
  MP0601: {
    severity: "warning",
    title: "address of an API server not tried",
    explanation:
      "The mesh file names an address of an API server that this machine cannot reach. That need not be wrong: istiod is in another network. But nothing has shown that a server answers there, or that istiod can verify it, before the remote secret is written. Plan once from a machine in istiod's network, or compare the certificate there by hand. The warning is in no plan file, and goes once the secret is written.",
  },
  MP0602: {
    severity: "warning",
    title: "pull secret that is not there",
    explanation:
      "An object of the mesh names a Secret in `imagePullSecrets` (from `global.imagePullSecrets` of the values, or a patch), by which nodes log in where they pull images. The cluster has none of that name. Kubernetes takes the object all the same and the node pulls without a login, so where the registry asks for one, pods stay in ImagePullBackOff, and apply waits for them in vain after it has written. meshplan makes no such Secret and looks for its name alone. Make it in every cluster before the apply; where the namespace of Istio is still to come, make the namespace first, and meshplan takes it over. Each namespace whose pods get a proxy needs the Secret too, because istiod puts the name into them: those are not looked at.",
  },
  MP0603: {
    severity: "warning",
    title: "pull secret not looked for",
    explanation:
      "An object of the mesh names a Secret in `imagePullSecrets`, and the account may not list Secrets in its namespace, not even their names. If it is not there and the registry asks for a login, pods stay in ImagePullBackOff after the apply has written (MP0602). The warning is in no plan file: it is of the account, not of the mesh.",
  },
} as const satisfies Record<`MP${string}`, CodeInfo>;
