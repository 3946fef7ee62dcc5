import type { X509Certificate } from "node:crypto";
import { pathLengthOf } from "./certificate.ts";
import { mayIssue, unfitForGo } from "./go-verifier.ts";
import { certificatesIn } from "./pem.ts";

/** The public part of an istiod's signing certificate, as PEM texts. */
interface SigningFiles {
  /** `ca-cert.pem`, or `tls.crt`: signs workloads. */
  readonly certificate: string;
  /** `cert-chain.pem`: from the signing certificate up; may end before the root. */
  readonly chain: string;
  /** `root-cert.pem`: everybody trusts it; may hold several roots while one is being replaced. */
  readonly root: string;
}

/** What messages call the three texts. */
export type SigningNames = { readonly [K in keyof SigningFiles]: string };

const FILES: SigningNames = {
  certificate: "ca-cert.pem",
  chain: "cert-chain.pem",
  root: "root-cert.pem",
};

export interface WholeChain {
  /** sha256 of every root, sorted, `AA:BB:…`. */
  readonly roots: readonly string[];
  /** The certificate that expires first; with it the whole chain does. `at` is ISO 8601. */
  readonly expires: { readonly name: string; readonly at: string; readonly isRoot: boolean };
}

export type SigningChain =
  | (WholeChain & { readonly problem?: undefined })
  /** `expired`: the chain is complete, but past its time. */
  | { readonly problem: string; readonly expired?: WholeChain };

/** The chain regardless of its time; undefined where it is broken. */
export function wholeChain(chain: SigningChain): WholeChain | undefined {
  return chain.problem === undefined ? chain : chain.expired;
}

/**
 * Checks that a signing certificate leads to its root: the next certificate has issued and signed every link, is a CA that may
 * have that many below it, and is valid now. istiod checks this when it starts, and every workload checks it later.
 *
 * Reports the first problem as a clause about the Secret. It does not look at the private key. istiod uses Go's verifier.
 * istiod does not mind a chain without the signing certificate, but every client does: workloads pass the chain on as it
 * is.
 * Source: istio security/pkg/pki/util/keycertbundle.go, Verify; security/pkg/pki/ca/ca.go, NewPluggedCertIstioCAOptions;
 * security/pkg/server/ca/server.go, CreateCertificate.
 */
export function inspectSigning(files: SigningFiles, now: Date, names = FILES): SigningChain {
  const roots = certificatesIn(files.root);
  const chain = certificatesIn(files.chain);
  const [signing] = certificatesIn(files.certificate) ?? [];
  if (roots === undefined || roots.length === 0)
    return { problem: `${names.root} holds no certificate` };
  if (signing === undefined) return { problem: `${names.certificate} holds no certificate` };
  if (chain === undefined) return { problem: `${names.chain} holds no certificate` };
  if (![...chain, ...roots].some((one) => isSame(one, signing)))
    return {
      problem: `${names.chain} does not hold the certificate of ${names.certificate}, so no workload could show how its own leads to the root`,
    };
  const found = pathsFrom(signing, [...chain, ...roots], roots).map((path) =>
    judged(path, { roots, now, root: names.root }),
  );
  // One good path is enough: while a root is renewed with its key, its old certificate is another path, and a worse one.
  const [first = { problem: "its chain is too long" }] = found;
  return (
    found.find(({ problem }) => problem === undefined) ??
    found.find((one) => wholeChain(one) !== undefined) ??
    first
  );
}

/** Longer chains are circles or mistakes. */
const LONGEST = 8;

/** As many signatures as Go's verifier checks: certificates with one name and key would have endless paths. */
const MOST_CHECKS = 100;

/** One path up, as far as it leads. */
interface Path {
  readonly links: readonly X509Certificate[];
  readonly reachesRoot: boolean;
}

/** Every path from the signing certificate up, those that reach a root first. Go's verifier tries them all, too. */
function pathsFrom(
  signing: X509Certificate,
  issuers: readonly X509Certificate[],
  roots: readonly X509Certificate[],
): readonly Path[] {
  const isRoot = (one: X509Certificate): boolean => roots.some((root) => isSame(root, one));
  const distinct = new Map(issuers.map((one) => [one.fingerprint256, one]));
  let checks = 0;
  const isIssuer = (one: X509Certificate, below: X509Certificate): boolean => {
    if (!below.checkIssued(one)) return false;
    checks += 1;
    return checks <= MOST_CHECKS && below.verify(one.publicKey);
  };
  const above = (links: readonly X509Certificate[]): readonly Path[] => {
    const last = links.at(-1);
    if (last === undefined) return [];
    if (isRoot(last)) return [{ links, reachesRoot: true }];
    if (links.length === LONGEST) return [];
    const next = [...distinct.values()].filter(
      (one) => !links.includes(one) && isIssuer(one, last),
    );
    if (next.length === 0) return [{ links, reachesRoot: false }];
    return next.flatMap((one) => above([...links, one]));
  };
  const own = distinct.get(signing.fingerprint256) ?? signing;
  const found = above([own]);
  return [...found.filter((one) => one.reachesRoot), ...found.filter((one) => !one.reachesRoot)];
}

/** What is wrong with one path, or when it expires. */
function judged(
  { links, reachesRoot }: Path,
  {
    roots,
    now,
    root,
  }: { readonly roots: readonly X509Certificate[]; readonly now: Date; readonly root: string },
): SigningChain {
  const [problem] = links.flatMap((one, below) => {
    const isTrusted = roots.some((root) => isSame(root, one));
    return brokenLink(one, below, isTrusted) ?? [];
  });
  if (problem !== undefined) return { problem };
  const last = links.at(-1);
  if (!reachesRoot && last !== undefined)
    return { problem: `the certificate of ${nameIn(last)} does not lead to ${root}` };
  return inTime(links, roots, now);
}

/** If a certificate names any use, Go's verifier, which istiod uses, requires that it is fit for a server. */
const SERVER_USES = new Set(["1.3.6.1.5.5.7.3.1", "2.5.29.37.0"]);

function brokenLink(
  one: X509Certificate,
  authoritiesBelow: number,
  isTrusted: boolean,
): string | undefined {
  const name = nameIn(one);
  // istiod itself requires the signing certificate to say that it may sign.
  if (!mayIssue(one, isTrusted && authoritiesBelow > 0))
    return `the certificate of ${name} may not sign others`;
  const unfit = unfitForGo(one, isTrusted);
  if (unfit !== undefined) return `the certificate of ${name} ${unfit}, which istiod refuses`;
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

const isSame = (a: X509Certificate, b: X509Certificate): boolean =>
  a.fingerprint256 === b.fingerprint256;

function nameIn(certificate: X509Certificate): string {
  return certificate.subject.replaceAll("\n", ", ");
}
