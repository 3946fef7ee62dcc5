import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { rootCertificates } from "node:tls";
import { mayIssue, uncheckedSignature } from "./go-verifier.ts";
import { certificatesIn } from "./pem.ts";

/** The certificates that a server shows to a client that connects: PEM, its own first. */
export type ShownChain = readonly string[];

/** The authorities that may sign: a PEM bundle, or those that every system trusts (Mozilla's, as they come with Node). */
export type Trusted = { readonly pem: string } | "public";

/** Why a client would not trust a server. */
export type Unverified =
  /** No trusted authority signed it; `issuer` is its signer's name, as the certificate gives it. */
  | { readonly kind: "authority"; readonly issuer: string }
  /** It is for other names; their list is bounded, because anybody may have written them. */
  | { readonly kind: "name"; readonly names: readonly string[] }
  | { readonly kind: "time"; readonly why: string }
  /** It is signed with an algorithm that is not checked any more: `SHA-1`. */
  | { readonly kind: "signature"; readonly algorithm: string };

/** Longer chains are circles or mistakes. */
const LONGEST = 8;
const NAMES_SHOWN = 8;

/**
 * Why istiod, told to trust `trusted`, would not trust a server that shows this chain under `name`; undefined where it would.
 *
 * This follows Go's verifier: every certificate of the bundle is an anchor, even one that another certificate signed; the
 * server has to show the rest of the way; only the subject alternative names count as names. OpenSSL, with which this
 * process itself connects, differs in the first and in the last point, so its verdict is not enough. Uses of keys and
 * constraints of names are not checked, and without `now` neither is the time.
 *
 * Source: Go 1.26, crypto/x509, verify.go; client-go makes its TLS configuration from nothing else.
 */
export function whyUnverified(
  shown: ShownChain,
  { trusted, name, now }: { readonly trusted: Trusted; readonly name: string; readonly now?: Date },
): Unverified | undefined {
  const [leaf, ...between] = shown.map((pem) => new X509Certificate(pem));
  if (leaf === undefined) throw new RangeError("a server that shows no certificate");
  const late = outOfTime(leaf, now);
  if (late !== undefined) return { kind: "time", why: late };
  if (!isFor(leaf, name)) return { kind: "name", names: namesOf(leaf).slice(0, NAMES_SHOWN) };
  const anchors = trusted === "public" ? publicRoots() : (certificatesIn(trusted.pem) ?? []);
  if (leads(leaf, { anchors, between, now }, LONGEST)) return undefined;
  const [algorithm] = [leaf, ...between].flatMap((one) => uncheckedSignature(one) ?? []);
  if (algorithm !== undefined) return { kind: "signature", algorithm };
  return { kind: "authority", issuer: leaf.issuer.replaceAll("\n", ", ") };
}

interface Known {
  readonly anchors: readonly X509Certificate[];
  readonly between: readonly X509Certificate[];
  readonly now: Date | undefined;
}

function leads(one: X509Certificate, known: Known, left: number): boolean {
  const { anchors, between, now } = known;
  if (anchors.some((anchor) => isSame(anchor, one))) return true;
  if (left === 0) return false;
  if (uncheckedSignature(one) !== undefined) return false;
  const signs = (above: X509Certificate, isTrusted = false): boolean =>
    mayIssue(above, isTrusted) &&
    !isSame(above, one) &&
    outOfTime(above, now) === undefined &&
    one.checkIssued(above) &&
    one.verify(above.publicKey);
  return (
    anchors.some((anchor) => signs(anchor, true)) ||
    between.some((above) => signs(above) && leads(above, known, left - 1))
  );
}

const isSame = (a: X509Certificate, b: X509Certificate): boolean =>
  a.fingerprint256 === b.fingerprint256;

let roots: readonly X509Certificate[] | undefined;

/** Read when a kubeconfig first names no authority: few do. */
function publicRoots(): readonly X509Certificate[] {
  roots ??= rootCertificates.map((pem) => new X509Certificate(pem));
  return roots;
}

function outOfTime(certificate: X509Certificate, now: Date | undefined): string | undefined {
  const { validFrom, validTo } = certificate;
  if (now === undefined) return undefined;
  if (now < new Date(validFrom)) return `is not valid before ${validFrom}`;
  return now > new Date(validTo) ? `expired on ${validTo}` : undefined;
}

function isFor(leaf: X509Certificate, name: string): boolean {
  if (isIP(name) !== 0) return leaf.checkIP(name) !== undefined;
  return leaf.checkHost(name, { subject: "never", partialWildcards: false }) !== undefined;
}

/** `localhost`, `127.0.0.1`. Nobody can ask for names of other kinds. */
function namesOf({ subjectAltName = "" }: X509Certificate): readonly string[] {
  return [...subjectAltName.matchAll(/(?:^|, )(?:DNS|IP Address):([^,"]+)/g)].map(
    ([, name = ""]) => name,
  );
}
