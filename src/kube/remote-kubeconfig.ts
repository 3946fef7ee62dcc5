import { yamlScalar } from "./yaml-scalar.ts";

/** How one cluster reaches the API server of another. Nothing in it is secret. */
export interface ApiServerAccess {
  /** `https://…` as the reading cluster reaches the API server. */
  readonly server: string;
  /** Base64 of the PEM bundle to trust instead of the cluster's own. */
  readonly ca?: string;
  /** Public authorities sign its certificate: istiod trusts those of its own image, and no bundle is handed out. */
  readonly publicCa?: true;
  readonly tlsServerName?: string;
  readonly proxyUrl?: string;
}

interface RemoteCredentials extends ApiServerAccess {
  /** The name istiod knows the cluster by. */
  readonly cluster: string;
  /** Base64 of the PEM bundle, as in `data["ca.crt"]` of the token Secret; of no use with `publicCa`. */
  readonly ca: string;
  /** Base64 of the token, as in `data.token` of the token Secret. */
  readonly token: string;
}

/**
 * The kubeconfig inside a remote secret, in exactly the text `istioctl create-remote-secret` writes, so that a secret made
 * by istioctl compares equal byte for byte. Holds the token: never print it.
 *
 * Source: istio `istioctl/pkg/multicluster/remote_secret.go`, golden of 1.31.
 */
export function remoteKubeconfig(credentials: RemoteCredentials): string {
  const { cluster, server, token, tlsServerName, proxyUrl } = credentials;
  const name = yamlScalar(cluster);
  const ca =
    credentials.publicCa === true
      ? ""
      : `    certificate-authority-data: ${yamlScalar(credentials.ca)}\n`;
  const proxy = proxyUrl === undefined ? "" : `    proxy-url: ${yamlScalar(proxyUrl)}\n`;
  const serverName =
    tlsServerName === undefined ? "" : `    tls-server-name: ${yamlScalar(tlsServerName)}\n`;
  return `apiVersion: v1
clusters:
- cluster:
${ca}${proxy}    server: ${yamlScalar(server)}
${serverName}  name: ${name}
contexts:
- context:
    cluster: ${name}
    user: ${name}
  name: ${name}
current-context: ${name}
kind: Config
users:
- name: ${name}
  user:
    token: ${yamlScalar(Buffer.from(token, "base64").toString("utf8"))}
`;
}

/** The same as it stands in the Secret's data: base64, with the API server's own CA where `access` names none. */
export function encodedKubeconfig(
  cluster: string,
  access: ApiServerAccess,
  reader: { readonly token: string; readonly ca: string },
): string {
  const credentials = { ...access, cluster, ca: access.ca ?? reader.ca, token: reader.token };
  return Buffer.from(remoteKubeconfig(credentials)).toString("base64");
}
