import { get } from "node:https";

/** What istiod reads from a remote secret. Holds a token: never print it. */
export interface RemoteAccess {
  readonly server: string;
  /** PEM. */
  readonly certificateAuthority: string;
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
  const token = value("token");
  if (server === undefined || authority === undefined || token === undefined) return undefined;
  return { server, certificateAuthority: Buffer.from(authority, "base64").toString("utf8"), token };
}

/** True when that server takes that token, asked over HTTPS with that CA: istiod believes nothing else. */
export function isAccepted(access: RemoteAccess): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(
      `${access.server}/api/v1/namespaces/kube-system`,
      {
        ca: access.certificateAuthority,
        agent: false,
        timeout: 5_000,
        headers: { authorization: `Bearer ${access.token}`, "user-agent": "pilot-discovery" },
      },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      },
    );
    request.on("timeout", () => request.destroy());
    request.on("error", () => {
      resolve(false);
    });
  });
}
