import { X509Certificate } from "node:crypto";

/** The public part of an istiod's signing certificate, as PEM texts. */
export interface SigningFiles {
  /** `ca-cert.pem`: what signs workloads. */
  readonly certificate: string;
  /** `cert-chain.pem`: from the signing certificate up; may end before the root. */
  readonly chain: string;
  /** `root-cert.pem`: what everybody trusts; may hold several roots while one is being replaced. */
  readonly root: string;
}

export type SigningChain =
  /** sha256 of every root, sorted, `AA:BB:…`. */
  | { readonly roots: readonly string[]; readonly problem?: undefined }
  | { readonly problem: string };

/**
 * Checks that a signing certificate leads to its root: every link is issued and signed by the next, is a CA and is valid now.
 *
 * Says the first problem as a clause about the Secret. Does not look at the private key.
 */
export function inspectSigning(files: SigningFiles, now: Date): SigningChain {
  const roots = parse(files.root);
  const chain = parse(files.chain);
  const [signing] = parse(files.certificate) ?? [];
  if (roots === undefined || roots.length === 0)
    return { problem: "root-cert.pem holds no certificate" };
  if (signing === undefined) return { problem: "ca-cert.pem holds no certificate" };
  if (chain === undefined) return { problem: "cert-chain.pem holds no certificate" };
  const broken = brokenLink(signing, [...chain, ...roots], roots, now);
  return broken === undefined
    ? { roots: roots.map((one) => one.fingerprint256).sort() }
    : { problem: broken };
}

/** Longer chains are circles or mistakes. */
const LONGEST = 8;

function brokenLink(
  signing: X509Certificate,
  issuers: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  now: Date,
): string | undefined {
  const isRoot = (one: X509Certificate) =>
    roots.some((root) => root.fingerprint256 === one.fingerprint256);
  let current = signing;
  for (let length = 0; length < LONGEST; length++) {
    const name = current.subject.replaceAll("\n", ", ");
    if (!current.ca) return `the certificate of ${name} may not sign others`;
    if (now < new Date(current.validFrom))
      return `the certificate of ${name} is not valid before ${current.validFrom}`;
    if (now > new Date(current.validTo))
      return `the certificate of ${name} expired on ${current.validTo}`;
    if (isRoot(current)) return undefined;
    const below = current;
    const issuer = issuers.find(
      (one) =>
        one.fingerprint256 !== below.fingerprint256 &&
        below.checkIssued(one) &&
        below.verify(one.publicKey),
    );
    if (issuer === undefined) return `the certificate of ${name} does not lead to root-cert.pem`;
    current = issuer;
  }
  return "its certificates form a circle";
}

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Undefined where a block is no certificate. */
function parse(pem: string): readonly X509Certificate[] | undefined {
  try {
    return (pem.match(BLOCK) ?? []).map((block) => new X509Certificate(block));
  } catch {
    return undefined;
  }
}
