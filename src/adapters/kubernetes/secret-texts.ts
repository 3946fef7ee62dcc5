import { keepText } from "../../certs/secret-texts.ts";
import { isMap, type Json, type JsonMap } from "../../kube/object.ts";
import type { SecretRegistry } from "../../util/secret-registry.ts";
import type { Identity } from "./cluster-access.ts";

/** What somebody chose as the value of a Secret may be any word; a credential is longer. */
const SHORTEST_VALUE = 16;

/** Keeps the values of a Secret, whoever sends it, and whatever it calls itself. */
export function keepSecret(object: JsonMap, secrets: SecretRegistry): void {
  const decoded = texts(object["data"]).map((value) => Buffer.from(value, "base64").toString());
  for (const text of [...decoded, ...texts(object["stringData"])])
    if (text.length >= SHORTEST_VALUE) keepText(text, secrets);
}

/** Keeps what a request authenticates itself with. */
export function keepIdentity({ headers, key }: Identity, secrets: SecretRegistry): void {
  const { Authorization } = headers;
  if (typeof Authorization === "string") {
    const [scheme, value = ""] = Authorization.split(" ");
    secrets.keep(scheme === "Basic" ? passwordIn(value) : value);
  }
  if (key !== undefined) keepText(key, secrets);
}

/** Of base64 of `user:password`; only the user may not hold a colon. Source: RFC 7617. */
function passwordIn(value: string): string {
  const pair = Buffer.from(value, "base64").toString();
  return pair.slice(pair.indexOf(":") + 1);
}

function texts(data: Json | undefined): readonly string[] {
  const values = isMap(data) ? Object.values(data) : [];
  return values.filter((value) => typeof value === "string");
}
