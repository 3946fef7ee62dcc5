import { generateKeyPairSync, type KeyObject, type X509Certificate } from "node:crypto";
import { MeshplanError } from "../errors.ts";
import type { Cacerts } from "./cacerts.ts";
import {
  alternativeNames,
  authorityKeyUsage,
  basicConstraints,
  dnsName,
  keyIdOf,
  keyIds,
  nameOf,
  pathLengthOf,
  signedCertificate,
  subjectKeyIdOf,
  subjectOf,
} from "./certificate.ts";
import { certificatesIn, isKeyOf, privateKeyIn } from "./pem.ts";

/** The root of trust of a mesh, with the key that signs for it. In memory only. */
export interface RootAuthority {
  readonly certificate: X509Certificate;
  readonly privateKey: KeyObject;
}

const DAY = 86_400_000;
/** As long as Istio's own roots: replacing one affects all clusters at once. */
const ROOT_DAYS = 3_650;
/**
 * An istiod takes a new intermediate of the same root without a restart, so it need not live as long as the root, and a
 * lost one should not be good for ten years. Istio's Makefile gave two years before it went to ten.
 */
const INTERMEDIATE_DAYS = 730;
/** Clocks of other machines may lag; a certificate from the future would be refused. */
const BACKDATED = 3_600_000;

/**
 * The text of a new root's file: its private key and its certificate.
 *
 * EC P-256, where Istio's Makefile makes RSA 4096: istiod, Envoy and ztunnel take both, every handshake carries the smaller
 * chain, and a signature costs a fraction.
 */
export function makeRoot(mesh: string, now: Date): string {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = nameOf({ O: mesh, CN: "Root CA" });
  const keyId = keyIdOf(publicKey);
  const certificatePem = signedCertificate({
    subject: name,
    issuer: name,
    ...validity(now, ROOT_DAYS),
    publicKey,
    signer: privateKey,
    extensions: [basicConstraints(), authorityKeyUsage(), ...keyIds(keyId, keyId)],
  });
  return [
    `# The root of trust of the mesh ${mesh}: private key and certificate, made by meshplan on ${now.toISOString().slice(0, 10)}.\n`,
    "# Who reads this file can pass for every workload of the mesh. Who loses it cannot add a primary.\n",
    privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificatePem,
  ].join("");
}

/** Reads a root's file back, or says in a clause about the file why it is not a root. Anybody's root will do. */
export function readRoot(text: string, now: Date): RootAuthority | string {
  const privateKey = privateKeyIn(text);
  if (typeof privateKey === "string") return privateKey;
  const certificates = certificatesIn(text);
  if (certificates === undefined) return "holds a certificate that cannot be read";
  const [certificate] = certificates;
  if (certificate === undefined) return "holds no certificate";
  if (certificates.length > 1) return "holds more than one certificate";
  const problem = unfitRoot(certificate, privateKey, now);
  return problem ?? { certificate, privateKey };
}

function unfitRoot(
  certificate: X509Certificate,
  privateKey: KeyObject,
  now: Date,
): string | undefined {
  const kind = privateKey.asymmetricKeyType;
  if (kind !== "ec" && kind !== "rsa")
    return `holds a key of the kind ${kind ?? "unknown"}, and Istio takes EC and RSA`;
  if (!isKeyOf(privateKey, certificate)) return "holds a key and another key's certificate";
  if (!certificate.ca) return "holds a certificate that may not sign others";
  if (!certificate.checkIssued(certificate) || !certificate.verify(certificate.publicKey))
    return "holds a certificate that is not a root: another authority signed it";
  if (pathLengthOf(certificate) === 0)
    return "holds a root that allows no authority below it (pathlen:0)";
  if (now < new Date(certificate.validFrom))
    return `holds a root that is not valid before ${certificate.validFrom}`;
  if (now > new Date(certificate.validTo))
    return `holds a root that expired on ${certificate.validTo}`;
  return undefined;
}

/** The owner of an intermediate: the names go into its subject, and into the name by which proxies know its istiod. */
interface IntermediateOf {
  readonly mesh: string;
  readonly cluster: string;
  /** istiod's namespace. */
  readonly namespace: string;
}

/** Signs an intermediate with a key of its own, for one istiod; it never outlives the root. */
export function issueIntermediate(root: RootAuthority, of: IntermediateOf, now: Date): Cacerts {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { notBefore, notAfter } = validity(now, INTERMEDIATE_DAYS);
  const rootEnds = new Date(root.certificate.validTo);
  const certificate = signedCertificate({
    subject: nameOf({ O: of.mesh, CN: "Intermediate CA", L: of.cluster }),
    issuer: subjectOf(root.certificate),
    notBefore,
    notAfter: notAfter < rootEnds ? notAfter : rootEnds,
    publicKey,
    signer: root.privateKey,
    extensions: [
      basicConstraints(0),
      authorityKeyUsage(),
      ...keyIds(keyIdOf(publicKey), subjectKeyIdOf(root.certificate)),
      alternativeNames(dnsName(`istiod.${of.namespace}.svc`)),
    ],
  });
  const rootCertificate = root.certificate.toString();
  return {
    "ca-cert.pem": certificate,
    "ca-key.pem": privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    "cert-chain.pem": certificate + rootCertificate,
    "root-cert.pem": rootCertificate,
  };
}

function validity(now: Date, days: number) {
  return {
    notBefore: new Date(now.getTime() - BACKDATED),
    notAfter: new Date(now.getTime() + days * DAY),
  };
}

/** Reads the file of a root, whoever made it. Throws MP9241 for anything else. */
export function rootIn(text: string, path: string, now: Date): RootAuthority {
  const root = readRoot(text, now);
  if (typeof root !== "string") return root;
  throw new MeshplanError("MP9241", `${path} ${root}`, {
    nextSteps: [
      "name a file in trust.key that does not exist yet, and apply makes it; or put one key and its root certificate there",
    ],
  });
}
