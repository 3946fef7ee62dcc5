import { createPrivateKey, type KeyObject, sign, verify, X509Certificate } from "node:crypto";
import { memoByText } from "../util/memo-by-text.ts";
import { pemText } from "./certificate.ts";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const PRIVATE_KEY = /-----BEGIN ((?:[A-Z]+ )*)PRIVATE KEY-----[\s\S]+?-----END \1PRIVATE KEY-----/g;

/**
 * One certificate. In a mesh of n clusters each is looked at from all others, and OpenSSL takes a quarter of a millisecond for one, which
 * was a tenth of a plan.
 */
export const certificateOf = memoByText((block) => new X509Certificate(block), 256);

/** The certificates of a PEM text, in its order; undefined where a block is not a certificate. */
export function certificatesIn(pem: string): readonly X509Certificate[] | undefined {
  try {
    return (pem.match(CERTIFICATE) ?? []).map(certificateOf);
  } catch {
    return undefined;
  }
}

/**
 * A bundle of certificates as it may leave this machine: each of them encoded anew, without anything else from the file. If the
 * file holds another block, the result is a clause that refuses it: a private key that somebody put there would travel along.
 */
export function certificateBundle(
  pem: string,
): { readonly pem: string; readonly problem?: undefined } | { readonly problem: string } {
  const labels = [...pem.matchAll(BEGIN)].map(([, label = ""]) => label.trim());
  if (labels.some((label) => label.includes("PRIVATE KEY")))
    return { problem: "holds a private key" };
  if (labels.some((label) => label !== "CERTIFICATE"))
    return { problem: "holds something else than certificates" };
  const certificates = certificatesIn(pem);
  if (certificates === undefined || certificates.length !== labels.length)
    return { problem: "holds a certificate that cannot be read" };
  if (certificates.length === 0) return { problem: "holds no certificate" };
  return { pem: certificates.map((one) => pemText("CERTIFICATE", one.raw)).join("") };
}

/** The start of a PEM block, also one that is not written as RFC 7468 wants it: `----BEGIN SSH2`, `BEGIN-----`. */
const BEGIN = /-{2,}\s*BEGIN([^-\n]*)/g;

/** The one private key of a PEM text, or why there is none, as a clause about the file. Says nothing of the key itself. */
export function privateKeyIn(pem: string): KeyObject | string {
  const blocks = pem.match(PRIVATE_KEY) ?? [];
  const [block] = blocks;
  if (block === undefined) return "holds no private key";
  if (blocks.length > 1) return "holds more than one private key";
  if (block.includes("ENCRYPTED")) return "holds a private key with a passphrase";
  try {
    return createPrivateKey(block);
  } catch {
    return "holds a private key that cannot be read";
  }
}

/**
 * Whether a private key belongs to a certificate, shown by a signature.
 *
 * OpenSSL compares public keys only, and a key file carries its public half beside the private one: a damaged private half
 * would pass, and istiod would not start with it.
 */
export function isKeyOf(key: KeyObject, certificate: X509Certificate): boolean {
  if (!certificate.checkPrivateKey(key)) return false;
  const message = Buffer.from("meshplan");
  return verify("sha256", message, certificate.publicKey, sign("sha256", message, key));
}
