import type { X509Certificate } from "node:crypto";
import { signatureOf, versionOf } from "./certificate.ts";

/**
 * The differences between Go's verifier, with which istiod and client-go judge, and OpenSSL's, with which this process does.
 * Source: Go 1.26, crypto/x509: verify.go (isValid), x509.go (CheckSignatureFrom, checkSignature).
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

/** The algorithm that signed a certificate, if Go refuses to check it: `SHA-1`. OpenSSL checks it all the same. */
export function uncheckedSignature(certificate: X509Certificate): string | undefined {
  const { algorithm, hash } = signatureOf(certificate);
  if (CHECKED.has(algorithm)) return undefined;
  if (algorithm === PSS) {
    if (hash !== undefined && PSS_HASHES.has(hash)) return undefined;
    return "RSA-PSS with a weak hash";
  }
  return NAMES.get(algorithm) ?? "an algorithm that Go does not know";
}
