import { OpenIDConnectAuth } from "@kubernetes/client-node/dist/oidc_auth.js";
import { MeshplanError } from "../../errors.ts";
import { isMap, type Json } from "../../kube/object.ts";
import type { Identity } from "./cluster-access.ts";
import { type CredentialSurroundings, type IdentitySource, withAuthorization } from "./identity.ts";
import { tokenFault } from "./header-text.ts";
import { commandLine } from "../../util/command-line.ts";

/**
 * The `oidc` auth-provider: an ID token, refreshed at its issuer when it has expired. The refreshed tokens stay in
 * memory; the kubeconfig is not rewritten. The only use of @kubernetes/client-node at run time, loaded on demand.
 */
export function oidcCredentials(
  config: Json | undefined,
  base: Identity,
  surroundings: CredentialSurroundings,
): IdentitySource {
  const { target, secrets } = surroundings;
  const settings = isMap(config)
    ? Object.fromEntries(
        Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : ""]),
      )
    : {};
  if ("idp-certificate-authority" in settings || "idp-certificate-authority-data" in settings)
    throw new MeshplanError(
      "MP9104",
      `context ${target.context} names a certificate authority of its OpenID issuer, which meshplan does not support here`,
      { cluster: target.cluster, nextSteps: ["name it to Node instead: NODE_EXTRA_CA_CERTS=FILE"] },
    );
  for (const name of ["id-token", "refresh-token", "client-secret"])
    secrets.keep(settings[name] ?? "");
  return async () => {
    const headers: { Authorization?: string } = {};
    const user = { name: target.context, authProvider: { name: "oidc", config: settings } };
    // A fresh one each time: it takes the seconds a new token is good for as a time of day, and would refresh for ever.
    const refreshed = new OpenIDConnectAuth().applyAuthentication(user, { headers });
    await refreshed.catch((error: unknown) => {
      throw refusedBy(surroundings, error);
    });
    const { Authorization } = headers;
    if (Authorization === undefined || tokenFault(Authorization) !== undefined)
      throw refusedBy(surroundings);
    const expires = OpenIDConnectAuth.expirationFromToken(Authorization.replace("Bearer ", ""));
    return { identity: withAuthorization(base, Authorization), until: expires * 1000 };
  };
}

/** The issuer's own words stay out: they may quote tokens. */
function refusedBy({ target, kubectl }: CredentialSurroundings, cause?: unknown): MeshplanError {
  const message = `the OpenID token of context ${target.context} cannot be refreshed`;
  return new MeshplanError("MP9106", message, {
    cluster: target.cluster,
    nextSteps: [`log in again, until this works: ${commandLine`kubectl ${kubectl} auth whoami`}`],
    ...(cause instanceof Error ? { cause: new Error(cause.name) } : {}),
  });
}
