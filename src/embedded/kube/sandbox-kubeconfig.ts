export interface KubeconfigEntry {
  readonly context: string;
  readonly server: string;
  /** PEM. */
  readonly certificateAuthority: string;
  readonly token: string;
}

/** A kubeconfig with one context per cluster, each with its token. The first context is the current one. */
export function kubeconfigText(entries: readonly KubeconfigEntry[]): string {
  const quoted = JSON.stringify;
  const lines = (make: (entry: KubeconfigEntry) => string): string => entries.map(make).join("");
  return [
    "apiVersion: v1\nkind: Config\n",
    `current-context: ${quoted(entries[0]?.context ?? "")}\n`,
    "clusters:\n",
    lines(
      ({ context, server, certificateAuthority }) =>
        `- name: ${quoted(context)}\n  cluster:\n    server: ${server}\n    certificate-authority-data: ${Buffer.from(certificateAuthority, "utf8").toString("base64")}\n`,
    ),
    "contexts:\n",
    lines(
      ({ context }) =>
        `- name: ${quoted(context)}\n  context:\n    cluster: ${quoted(context)}\n    user: ${quoted(context)}\n`,
    ),
    "users:\n",
    lines(({ context, token }) => `- name: ${quoted(context)}\n  user:\n    token: ${token}\n`),
  ].join("");
}
