export interface RemoteCredentials {
  /** The name istiod knows the cluster by. */
  readonly cluster: string;
  /** `https://…` as the reading cluster reaches the API server. */
  readonly server: string;
  /** Base64 of the PEM bundle, as in `data["ca.crt"]` of the token Secret. */
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
export function remoteKubeconfig({ cluster, server, ca, token }: RemoteCredentials): string {
  const name = scalar(cluster);
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${ca}
    server: ${scalar(server)}
  name: ${name}
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
    token: ${Buffer.from(token, "base64").toString("utf8")}
`;
}

/**
 * Quotes what go-yaml would quote: text that YAML 1.1 reads as a number, a boolean, a null or a date.
 * DNS labels and URLs need nothing else.
 */
function scalar(text: string): string {
  const special =
    /^(?:y|n|yes|no|on|off|true|false|null|~)$/i.test(text) ||
    /^[-+.]?\d[\d_.]*(?:e[-+]?\d+)?$/i.test(text) ||
    /^0(?:x[\da-f_]+|o[0-7_]+|b[01_]+)$/i.test(text) ||
    /^\d{4}-\d{1,2}-\d{1,2}$/.test(text) ||
    /^\.(?:inf|nan)$/i.test(text);
  return special ? JSON.stringify(text) : text;
}
