import { createHmac, randomBytes } from "node:crypto";
import type { JsonMap } from "../../kube/object.ts";

/** The sender of a request. */
export interface Caller {
  readonly user: string;
  readonly groups: readonly string[];
}

interface IssuedToken {
  readonly token: string;
  readonly caller: Caller;
  /** A service account's token stops working when that account is gone, or the Secret that holds the token. */
  readonly secret?: { readonly namespace: string; readonly name: string };
}

/** The bearer tokens that one server accepts, and the key with which it signs those of accounts. */
export class TokenBook {
  readonly #key = randomBytes(32);
  readonly #tokens = new Map<string, IssuedToken>();

  accept(issued: IssuedToken): void {
    this.#tokens.set(issued.token, issued);
  }

  revokeSecret(namespace: string, name: string): void {
    for (const [token, { secret }] of this.#tokens)
      if (secret?.namespace === namespace && secret.name === name) this.#tokens.delete(token);
  }

  /**
   * Looks like a token of a ServiceAccount (three dotted parts) and means nothing outside its server. Equal claims give equal
   * tokens, as with an RSA key: a caller that wants another token changes the claims.
   */
  sign(claims: JsonMap): string {
    const part = (value: JsonMap): string =>
      Buffer.from(JSON.stringify(value)).toString("base64url");
    const signed = `${part({ alg: "none", kid: "meshplan-sandbox" })}.${part(claims)}`;
    return `${signed}.${createHmac("sha256", this.#key).update(signed).digest("base64url")}`;
  }

  callerOf(token: string): Caller | undefined {
    return this.#tokens.get(token)?.caller;
  }
}

export function serviceAccountCaller(namespace: string, name: string): Caller {
  return {
    user: `system:serviceaccount:${namespace}:${name}`,
    groups: [
      "system:serviceaccounts",
      `system:serviceaccounts:${namespace}`,
      "system:authenticated",
    ],
  };
}
