import { randomBytes } from "node:crypto";

/** Who a request comes from. */
export interface Caller {
  readonly user: string;
  readonly groups: readonly string[];
}

export interface IssuedToken {
  readonly token: string;
  readonly caller: Caller;
  /** A service account's token stops working when that account or the Secret it lives in is gone. */
  readonly secret?: { readonly namespace: string; readonly name: string };
}

/** The bearer tokens one server accepts. */
export class TokenBook {
  readonly #tokens = new Map<string, IssuedToken>();

  accept(issued: IssuedToken): void {
    this.#tokens.set(issued.token, issued);
  }

  revokeSecret(namespace: string, name: string): void {
    for (const [token, { secret }] of this.#tokens)
      if (secret?.namespace === namespace && secret.name === name) this.#tokens.delete(token);
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

/** Looks like a service account token (three dotted parts) and means nothing outside its server. */
export function newToken(subject: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const head = part({ alg: "none", kid: "meshplan-sandbox" });
  return `${head}.${part({ iss: "meshplan-sandbox", sub: subject })}.${randomBytes(24).toString("base64url")}`;
}
