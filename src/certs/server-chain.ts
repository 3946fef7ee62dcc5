import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { rootCertificates } from "node:tls";
import { mayIssue, unfitForGo } from "./go-verifier.ts";
import { certificateOf, certificatesIn } from "./pem.ts";

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
  /** Go would not use it, or one above it, whoever signed it; `why` is a clause: `is signed with SHA-1`. */
  | { readonly kind: "unfit"; readonly why: string };

/** Longer chains are circles or mistakes. */
const LONGEST = 8;
const NAMES_SHOWN = 8;
/** Of what a server shows; Go checks no longer ones. Source: crypto/tls, handshake_client.go, maxRSAKeySize. */
const LONGEST_RSA = 8192;

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
  const [leaf, ...between] = shown.map(certificateOf);
  if (leaf === undefined) throw new RangeError("a server that shows no certificate");
  const long = [leaf, ...between].find((one) => bitsOf(one) > LONGEST_RSA);
  if (long !== undefined) return { kind: "unfit", why: `has an RSA key of ${bitsOf(long)} bits` };
  const late = outOfTime(leaf, now);
  if (late !== undefined) return { kind: "time", why: late };
  if (!isFor(leaf, name)) return { kind: "name", names: namesOf(leaf).slice(0, NAMES_SHOWN) };
  const anchors = trusted === "public" ? publicRoots() : (certificatesIn(trusted.pem) ?? []);
  if (leads(leaf, { anchors, between, now }, LONGEST)) return undefined;
  const [unfit] = [leaf, ...between].flatMap((one) => unfitForGo(one, false) ?? []);
  const above = anchors.filter((one) => [leaf, ...between].some((below) => below.checkIssued(one)));
  const why = unfit ?? above.flatMap((one) => unfitForGo(one, true) ?? [])[0];
  if (why !== undefined) return { kind: "unfit", why };
  return { kind: "authority", issuer: leaf.issuer.replaceAll("\n", ", ") };
}

interface Known {
  readonly anchors: readonly X509Certificate[];
  readonly between: readonly X509Certificate[];
  readonly now: Date | undefined;
}

function leads(one: X509Certificate, known: Known, left: number): boolean {
  const { anchors, between, now } = known;
  const isTrusted = anchors.some((anchor) => isSame(anchor, one));
  if (unfitForGo(one, isTrusted) !== undefined) return false;
  if (isTrusted) return true;
  if (left === 0) return false;
  const signs = (above: X509Certificate, isAnchor = false): boolean =>
    mayIssue(above, isAnchor) &&
    !isSame(above, one) &&
    outOfTime(above, now) === undefined &&
    one.checkIssued(above) &&
    one.verify(above.publicKey) &&
    (!isAnchor || unfitForGo(above, true) === undefined);
  return (
    anchors.some((anchor) => signs(anchor, true)) ||
    between.some((above) => signs(above) && leads(above, known, left - 1))
  );
}

const bitsOf = ({ publicKey }: X509Certificate): number =>
  publicKey.asymmetricKeyDetails?.modulusLength ?? 0;

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
