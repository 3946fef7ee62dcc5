import { get } from "node:https";
import { isIP } from "node:net";
import type { Json } from "../../kube/object.ts";
import { textAt } from "../../kube/at.ts";

/** The parts of a remote secret that istiod reads. Holds a token: never print it. */
export interface RemoteAccess {
  readonly server: string;
  /** PEM; absent: the public authorities are trusted. */
  readonly certificateAuthority?: string;
  readonly tlsServerName?: string;
  readonly token: string;
}

/**
 * Reads the kubeconfig of a remote secret: the block style that `istioctl create-remote-secret` and meshplan write.
 * Undefined when a part is missing.
 */
export function readRemoteKubeconfig(text: string): RemoteAccess | undefined {
  const value = (key: string): string | undefined =>
    new RegExp(`^\\s*(?:- )?${key}:\\s*"?([^"\\s]+)"?\\s*$`, "m").exec(text)?.[1];
  const server = value("server");
  const authority = value("certificate-authority-data");
  const tlsServerName = value("tls-server-name");
  const token = value("token");
  if (server === undefined || token === undefined) return undefined;
  return {
    server,
    token,
    ...(authority === undefined
      ? {}
      : { certificateAuthority: Buffer.from(authority, "base64").toString("utf8") }),
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
  };
}

/** The result of a try: the uid of the cluster that answered, or a clause that says why none did. */
type Tried = { readonly cluster: string } | { readonly why: string };

/** Asks the server who it is, over HTTPS, with that CA, TLS name and token: istiod trusts nothing else. */
export function tryAccess(access: RemoteAccess): Promise<Tried> {
  const url = new URL(`${access.server}/api/v1/namespaces/kube-system`);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve) => {
    const request = get(
      url,
      {
        ca: access.certificateAuthority,
        servername: access.tlsServerName ?? (isIP(host) === 0 ? host : ""),
        agent: false,
        timeout: 5_000,
        headers: { authorization: `Bearer ${access.token}`, "user-agent": "pilot-discovery" },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => {
          const cluster = answer.statusCode === 200 ? uidIn(chunks) : undefined;
          const status = `the server answered ${String(answer.statusCode)}`;
          resolve(cluster === undefined ? { why: `Get "${url.href}": ${status}` } : { cluster });
        });
      },
    );
    request.on("timeout", () => request.destroy(new Error("no answer")));
    request.on("error", (error) => {
      resolve({ why: `Get "${url.href}": ${error.message}` });
    });
    // Node closes some connections without an error: one that changes to another protocol, one that ends within an answer.
    request.on("close", () => {
      resolve({ why: `Get "${url.href}": EOF` });
    });
  });
}

function uidIn(chunks: readonly Buffer[]): string | undefined {
  try {
    const answer = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Json;
    return textAt(answer, "metadata", "uid") || undefined;
  } catch {
    return undefined;
  }
}
