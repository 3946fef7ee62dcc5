import { readFileSync, writeFileSync } from "node:fs";
import { addressesOf, API_PORT, clusterName } from "./addresses.ts";
import { kubeconfigPath, pkiPath, type Place } from "./place.ts";
import { ADMIN_USER, LESSER_USERS } from "./users.ts";

export interface Login {
  readonly context: string;
  readonly n: number;
  readonly token: string;
}

/** Writes a kubeconfig (as JSON, which is YAML) whose first login is the current context. */
export function writeKubeconfig(place: Place, path: string, logins: readonly Login[]): void {
  const ca = readFileSync(pkiPath(place, "ca.crt")).toString("base64");
  const numbers = [...new Set(logins.map(({ n }) => n))];
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": logins[0]?.context ?? "",
    clusters: numbers.map((n) => ({
      name: clusterName(n),
      cluster: {
        server: `https://${addressesOf(n).apiServer}:${API_PORT}`,
        "certificate-authority-data": ca,
      },
    })),
    users: logins.map(({ context, token }) => ({ name: context, user: { token } })),
    contexts: logins.map(({ context, n }) => ({
      name: context,
      context: { cluster: clusterName(n), user: context },
    })),
  };
  writeFileSync(path, `${JSON.stringify(config, null, 1)}\n`, { mode: 0o600 });
}

/** The kubeconfig for people and tools: `cluster1` is an administrator, `cluster1-viewer` and the like may less. */
export function writeUserKubeconfig(place: Place, clusters: number): void {
  const numbers = Array.from({ length: clusters }, (_, index) => index + 1);
  writeKubeconfig(place, kubeconfigPath(place), [
    ...numbers.map((n) => ({ context: clusterName(n), n, token: ADMIN_USER.token })),
    ...numbers.flatMap((n) =>
      LESSER_USERS.map(({ name, token }) => ({ context: `${clusterName(n)}-${name}`, n, token })),
    ),
  ]);
}
