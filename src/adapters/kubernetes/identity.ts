import { createSecureContext } from "node:tls";
import { MeshplanError } from "../../errors.ts";
import type { Clock, ClusterTarget } from "../../ports.ts";
import type { SecretRegistry } from "../../util/secret-registry.ts";
import type { Identity } from "./cluster-access.ts";
import type { Entry } from "./kubeconfig-file.ts";

/** What a kind of credentials may need of the rest of the kubeconfig. */
export interface CredentialSurroundings {
  readonly target: ClusterTarget;
  /** The flags by which kubectl reaches the same cluster as the same user. */
  readonly kubectl: readonly string[];
  readonly env: { readonly [name: string]: string | undefined };
  readonly clock: Clock;
  readonly secrets: SecretRegistry;
  /** What the server's URL itself logs in with, as the value of the header. */
  readonly login: string | undefined;
  readonly cluster: {
    readonly entry: Entry;
    readonly server: string;
    readonly authority: string | undefined;
    readonly tlsServerName: string | undefined;
    readonly skipVerify: boolean;
  };
  readonly pem: (entry: Entry, key: string) => Promise<string | undefined>;
}

/** Produces an identity anew; `until` is when it stops being good, in milliseconds since the epoch. */
export type IdentitySource = (
  signal?: AbortSignal,
) => Promise<{ readonly identity: Identity; readonly until: number }>;

/** The same identity with this Authorization header. */
export function withAuthorization(base: Identity, value: string | undefined): Identity {
  return value === undefined
    ? base
    : { ...base, headers: { ...base.headers, Authorization: value } };
}

/** Throws before any request when certificate and key are not PEM or not a pair. The cause is left out: it may quote. */
export function checkPair(
  certificate: string,
  key: string,
  target: ClusterTarget,
  where: string,
): void {
  try {
    createSecureContext({ cert: certificate, key });
  } catch {
    throw new MeshplanError(
      "MP9105",
      `client certificate and key ${where} are not a pair in PEM form`,
      {
        cluster: target.cluster,
        nextSteps: [`fetch the kubeconfig of context ${target.context} again`],
      },
    );
  }
}
