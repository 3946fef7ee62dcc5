import { createPrivateKey, type JsonWebKey } from "node:crypto";

const BLOCK =
  /-----BEGIN ((?:[A-Z]+ )*)PRIVATE KEY-----([\s\S]*?)(?:-----END \1PRIVATE KEY-----|$)/g;
/** The numbers of a private key that its public half does not hold, as RFC 7517 and RFC 8037 name them. */
const PRIVATE_NUMBERS = ["d", "p", "q", "dp", "dq", "qi"] as const;

/**
 * The secret parts of a PEM text: for each private key, the characters that spell its private numbers, and the numbers
 * themselves.
 *
 * A key's file also holds its public half, and the bytes with which every key of its kind begins. Both are in certificates,
 * which anybody may see, so they are not secrets. A key that cannot be read is secret as a whole.
 */
export function privateParts(pem: string): readonly (string | Uint8Array)[] {
  return [...pem.matchAll(BLOCK)].flatMap(([block, , body = ""]) => partsOf(block, body));
}

function partsOf(block: string, body: string): readonly (string | Uint8Array)[] {
  const key = jwkOf(block);
  const der = Buffer.from(body, "base64");
  const numbers = PRIVATE_NUMBERS.flatMap((name) => {
    const value = key?.[name];
    return typeof value === "string" ? [Buffer.from(value, "base64url")] : [];
  });
  const found = numbers.flatMap((number) => {
    const start = der.indexOf(number);
    return start < 0 ? [] : [textOf(body, start, start + number.length)];
  });
  return found.length === 0 ? [body.trim(), body.replace(/\s/g, "")] : [...found, ...numbers];
}

/** The characters of a base64 text, line breaks included, that depend on these bytes alone. */
function textOf(body: string, start: number, end: number): string {
  const places = [...body.matchAll(/[A-Za-z0-9+/]/g)].map(({ index }) => index);
  const first = places[Math.ceil((start * 8) / 6)] ?? 0;
  const last = places[Math.floor((end * 8) / 6) - 1] ?? body.length;
  return body.slice(first, last + 1);
}

function jwkOf(block: string): JsonWebKey | undefined {
  try {
    return createPrivateKey(block).export({ format: "jwk" });
  } catch {
    return undefined;
  }
}
