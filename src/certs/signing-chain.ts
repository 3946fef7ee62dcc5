import type { X509Certificate } from "node:crypto";
import { pathLengthOf } from "./certificate.ts";
import { certificatesIn } from "./pem.ts";

/** The public part of an istiod's signing certificate, as PEM texts. */
export interface SigningFiles {
  /** `ca-cert.pem`: what signs workloads. */
  readonly certificate: string;
  /** `cert-chain.pem`: from the signing certificate up; may end before the root. */
  readonly chain: string;
  /** `root-cert.pem`: what everybody trusts; may hold several roots while one is being replaced. */
  readonly root: string;
}

export interface WholeChain {
  /** sha256 of every root, sorted, `AA:BB:…`. */
  readonly roots: readonly string[];
  /** The certificate that expires first; with it the whole chain does. `at` is ISO 8601. */
  readonly expires: { readonly name: string; readonly at: string; readonly isRoot: boolean };
}

export type SigningChain =
  | (WholeChain & { readonly problem?: undefined })
  /** `expired`: the chain is whole, and past its time. */
  | { readonly problem: string; readonly expired?: WholeChain };

/** What the chain is, its time aside; undefined where it is broken. */
export function wholeChain(chain: SigningChain): WholeChain | undefined {
  return chain.problem === undefined ? chain : chain.expired;
}

/**
 * Checks that a signing certificate leads to its root: every link is issued and signed by the next, is a CA that may have
 * as many below it, and is valid now. What istiod checks when it starts, and what every workload checks later.
 *
 * Says the first problem as a clause about the Secret. Does not look at the private key.
 * Source: istio security/pkg/pki/util/keycertbundle.go, Verify.
 */
export function inspectSigning(files: SigningFiles, now: Date): SigningChain {
  const roots = certificatesIn(files.root);
  const chain = certificatesIn(files.chain);
  const [signing] = certificatesIn(files.certificate) ?? [];
  if (roots === undefined || roots.length === 0)
    return { problem: "root-cert.pem holds no certificate" };
  if (signing === undefined) return { problem: "ca-cert.pem holds no certificate" };
  if (chain === undefined) return { problem: "cert-chain.pem holds no certificate" };
  const links = linksFrom(signing, [...chain, ...roots], roots);
  if (typeof links === "string") return { problem: links };
  return inTime(links, roots, now);
}

/** Longer chains are circles or mistakes. */
const LONGEST = 8;

/** From the signing certificate to its root, or what breaks the chain. */
function linksFrom(
  signing: X509Certificate,
  issuers: readonly X509Certificate[],
  roots: readonly X509Certificate[],
): readonly X509Certificate[] | string {
  const links: X509Certificate[] = [];
  let current = signing;
  while (links.length < LONGEST) {
    const problem = brokenLink(current, links.length);
    if (problem !== undefined) return problem;
    links.push(current);
    const below = current;
    if (roots.some((root) => root.fingerprint256 === below.fingerprint256)) return links;
    const issuer = issuers.find(
      (one) =>
        one.fingerprint256 !== below.fingerprint256 &&
        below.checkIssued(one) &&
        below.verify(one.publicKey),
    );
    if (issuer === undefined)
      return `the certificate of ${nameIn(below)} does not lead to root-cert.pem`;
    current = issuer;
  }
  return "its certificates form a circle";
}

/** Go's verifier, which istiod uses, asks every certificate of a chain to be fit for a server where it names any use. */
const SERVER_USES = new Set(["1.3.6.1.5.5.7.3.1", "2.5.29.37.0"]);

function brokenLink(one: X509Certificate, authoritiesBelow: number): string | undefined {
  const name = nameIn(one);
  if (!one.ca) return `the certificate of ${name} may not sign others`;
  const limit = pathLengthOf(one);
  if (limit !== undefined && limit < authoritiesBelow) {
    const allowed =
      limit === 0 ? "no authority" : limit === 1 ? "1 authority" : `${limit} authorities`;
    const there = authoritiesBelow === 1 ? "is 1" : `are ${authoritiesBelow}`;
    return `the certificate of ${name} allows ${allowed} below it (pathlen:${limit}), and there ${there}`;
  }
  // The types of Node promise a list; a certificate without the extension gives none.
  const uses = one.keyUsage as readonly string[] | undefined;
  return uses === undefined || uses.some((use) => SERVER_USES.has(use))
    ? undefined
    : `the certificate of ${name} has an extended key usage without serverAuth, which istiod refuses`;
}

function inTime(
  links: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  now: Date,
): SigningChain {
  const early = links.find((one) => now < new Date(one.validFrom));
  if (early !== undefined)
    return {
      problem: `the certificate of ${nameIn(early)} is not valid before ${early.validFrom}`,
    };
  const [first] = [...links].sort((a, b) => Date.parse(a.validTo) - Date.parse(b.validTo));
  if (first === undefined) throw new Error("internal: a chain without a link");
  const name = nameIn(first);
  const whole = {
    roots: roots.map((one) => one.fingerprint256).sort(),
    expires: { name, at: new Date(first.validTo).toISOString(), isRoot: first === links.at(-1) },
  };
  return now > new Date(first.validTo)
    ? { problem: `the certificate of ${name} expired on ${first.validTo}`, expired: whole }
    : whole;
}

function nameIn(certificate: X509Certificate): string {
  return certificate.subject.replaceAll("\n", ", ");
}
