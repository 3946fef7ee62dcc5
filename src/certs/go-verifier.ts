import type { X509Certificate } from "node:crypto";
import { type DerElement, elementsOf } from "./der-reader.ts";
import { extensionsOf, signatureOf, versionOf } from "./certificate.ts";

/**
 * The differences between Go's verifier, with which istiod and client-go judge, and OpenSSL's, with which this process does.
 * Source: Go 1.26, crypto/x509: verify.go (isValid), x509.go (CheckSignatureFrom, checkSignature), parser.go (processExtensions,
 * parsePublicKey); crypto/rsa, rsa.go (checkKeySize).
 */

/** A trusted certificate of version 1 may sign, because it cannot say that it is an authority; any other has to say it. */
export function mayIssue(certificate: X509Certificate, isTrusted: boolean): boolean {
  return certificate.ca || (isTrusted && versionOf(certificate) === 1);
}

/** The algorithms whose signatures Go checks. The hash of RSA-PSS is given beside it. */
const CHECKED: ReadonlySet<string> = new Set([
  ...["1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13"],
  ...["1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4"],
  "1.3.101.112",
]);
const PSS = "1.2.840.113549.1.1.10";
const PSS_HASHES: ReadonlySet<string> = new Set([
  "2.16.840.1.101.3.4.2.1",
  "2.16.840.1.101.3.4.2.2",
  "2.16.840.1.101.3.4.2.3",
]);
const NAMES: ReadonlyMap<string, string> = new Map([
  ["1.2.840.113549.1.1.4", "MD5"],
  ["1.2.840.113549.1.1.5", "SHA-1"],
  ["1.2.840.10045.4.1", "SHA-1"],
  ["1.2.840.113549.1.1.14", "SHA-224"],
  ["1.2.840.10045.4.3.1", "SHA-224"],
]);

/**
 * Why Go would not use a certificate, as a clause about it: `is signed with SHA-1`. OpenSSL uses it all the same.
 *
 * Nobody checks the signature of a trusted certificate.
 */
export function unfitForGo(certificate: X509Certificate, isTrusted: boolean): string | undefined {
  const signature = isTrusted ? undefined : uncheckedSignature(certificate);
  if (signature !== undefined) return `is signed with ${signature}`;
  return unfitKey(certificate) ?? unfitExtension(certificate);
}

function uncheckedSignature(certificate: X509Certificate): string | undefined {
  const { algorithm, hash } = signatureOf(certificate);
  if (CHECKED.has(algorithm)) return undefined;
  if (algorithm === PSS) {
    if (hash !== undefined && PSS_HASHES.has(hash)) return undefined;
    return "RSA-PSS with a weak hash";
  }
  return NAMES.get(algorithm) ?? "an algorithm that Go does not know";
}

/** Go neither signs nor checks with a shorter RSA key: crypto/rsa, "Minimum key size". */
const SHORTEST_RSA = 1024;
const CURVES: ReadonlySet<string> = new Set(["secp224r1", "prime256v1", "secp384r1", "secp521r1"]);

function unfitKey({ publicKey }: X509Certificate): string | undefined {
  const { asymmetricKeyType: kind = "unknown", asymmetricKeyDetails: details } = publicKey;
  const { modulusLength = 0, namedCurve = "unknown" } = details ?? {};
  if (kind === "ed25519") return undefined;
  if (kind === "rsa")
    return modulusLength < SHORTEST_RSA ? `has an RSA key of ${modulusLength} bits` : undefined;
  if (kind !== "ec") return `has a key of the kind ${kind}`;
  return CURVES.has(namedCurve) ? undefined : `has a key on the curve ${namedCurve}`;
}

const ALTERNATIVE_NAMES = "2.5.29.17";
const NAME_CONSTRAINTS = "2.5.29.30";
/** Those that Go reads whatever they say; but for the two above, where it depends. */
const READ: ReadonlySet<string> = new Set(
  [15, 19, 31, 32, 33, 35, 36, 37, 54].map((last) => `2.5.29.${last}`),
);

/** A critical extension is one that nobody may pass over who does not understand it. */
function unfitExtension(certificate: X509Certificate): string | undefined {
  const unread = extensionsOf(certificate).find(
    ({ id, isCritical, value }) => isCritical && !isRead(id, value),
  );
  return unread === undefined ? undefined : `has the critical extension ${unread.id}`;
}

function isRead(id: string, value: Uint8Array): boolean {
  if (id !== ALTERNATIVE_NAMES && id !== NAME_CONSTRAINTS) return READ.has(id);
  const inside = contentsOf([value]);
  if (id === ALTERNATIVE_NAMES) return inside.flatMap(elementsIn).some(isKnownName);
  const bases = contentsOf(contentsOf(inside)).flatMap((base) => elementsIn(base).slice(0, 1));
  return bases.length > 0 && bases.every(isKnownName);
}

const contentsOf = (values: readonly Uint8Array[]): readonly Uint8Array[] =>
  values.flatMap(elementsIn).map(({ content }) => content);

/** OpenSSL does not look into an extension before it is asked to; Go refuses one that it cannot read. */
function elementsIn(value: Uint8Array): readonly DerElement[] {
  try {
    return elementsOf(value);
  } catch {
    return [];
  }
}

/** An e-mail address, a DNS name, a URI or an IP address. Source: RFC 5280, 4.2.1.6. */
function isKnownName({ tag }: DerElement): boolean {
  return [0x81, 0x82, 0x86, 0x87].includes(tag);
}
