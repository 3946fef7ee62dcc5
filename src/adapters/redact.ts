import { isList, isMap, type Json, type KubeObject } from "../kube/object.ts";

const SHORTEST = 6;
const PIECE = 12;

/**
 * The strings of a Secret that must not come back in an error: servers quote what they refuse, and proxies echo.
 * Both spellings, as sent and decoded.
 */
export function secretsOf(object: KubeObject): readonly string[] {
  if (object.kind !== "Secret") return [];
  return ["data", "stringData"].flatMap((key) => stringsIn(object[key])).flatMap(spellings);
}

function stringsIn(value: Json | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  if (isList(value)) return value.flatMap(stringsIn);
  return isMap(value) ? Object.values(value).flatMap(stringsIn) : [];
}

function spellings(value: string): readonly string[] {
  const decoded = Buffer.from(value, "base64").toString("utf8");
  return [value, decoded, ...decoded.split("\n")];
}

/** The text without any of these secrets; long unbroken runs go too when there is a secret they could be a part of. */
export function redact(text: string, secrets: readonly string[]): string {
  const known = secrets.filter((secret) => secret.length >= SHORTEST);
  if (known.length === 0) return text;
  const [...longestFirst] = new Set(known);
  longestFirst.sort((a, b) => b.length - a.length);
  const without = longestFirst.reduce(
    (rest, secret) => rest.replaceAll(secret, "(sensitive)"),
    text,
  );
  return without.replace(/[\w+/=.-]{12,}/g, (run) => (isPart(run, known) ? "(sensitive)" : run));
}

/** A quote may be cut off anywhere, so any 12 characters in common count. */
function isPart(run: string, secrets: readonly string[]): boolean {
  for (let start = 0; start + PIECE <= run.length; start += 1) {
    const piece = run.slice(start, start + PIECE);
    if (secrets.some((secret) => secret.includes(piece))) return true;
  }
  return false;
}
