import type { SecretRegistry } from "../util/secret-registry.ts";
import { privateParts } from "./private-parts.ts";

/** Fields of kubeconfigs and of logins at registries that hold a credential, as YAML or as JSON. */
const CREDENTIAL =
  /\b(?:token|password|auth|client-key-data|client-secret|id-token|refresh-token|identitytoken|registrytoken)["']?\s*:\s*["']?([^\s"',}]+)/g;

/**
 * Registers the secret parts of a text that holds a credential: a token, a private key, or the credentials in a document.
 * Certificates are not secret, and the addresses beside a token are in every plan.
 */
export function keepText(text: string, secrets: SecretRegistry): void {
  for (const secret of secretsIn(text)) secrets.keep(secret);
}

function secretsIn(text: string): readonly (string | Uint8Array)[] {
  if (text.includes("PRIVATE KEY-----")) return privateParts(text);
  if (text.includes("-----BEGIN CERTIFICATE-----")) return [];
  const whole = text.trim();
  if (!/[\s"{]/.test(whole)) return [whole];
  const fields = [...text.matchAll(CREDENTIAL)].flatMap(
    ([, value = ""]) => keyIn(value) ?? [value],
  );
  return fields.length > 0 ? fields : [whole];
}

/** `client-key-data` is base64 of a PEM text, and its public half is not secret. */
function keyIn(value: string): readonly (string | Uint8Array)[] | undefined {
  const decoded = Buffer.from(value, "base64").toString();
  return decoded.includes("PRIVATE KEY-----") ? privateParts(decoded) : undefined;
}
