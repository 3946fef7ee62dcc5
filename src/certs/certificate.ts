import { createHash, type KeyObject, randomBytes, sign, type X509Certificate } from "node:crypto";
import {
  bits,
  boolean,
  integer,
  octets,
  oid,
  sequence,
  set,
  tagged,
  time,
  tlv,
  utf8,
} from "./der.ts";
import { type DerElement, elementsOf } from "./der-reader.ts";

interface CertificateParts {
  /** DER of a Name. */
  readonly subject: Uint8Array;
  readonly issuer: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Uint8Array[];
}

/** A signed certificate as PEM text: RFC 5280 4.1, with SHA-256 and the signer's own kind of key. */
export function signedCertificate(parts: CertificateParts): string {
  const algorithm = signatureAlgorithm(parts.signer);
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const body = sequence(
    tagged(0, integer(Uint8Array.of(2))),
    integer(serial),
    algorithm,
    parts.issuer,
    sequence(time(parts.notBefore), time(parts.notAfter)),
    parts.subject,
    parts.publicKey.export({ type: "spki", format: "der" }),
    tagged(3, sequence(...parts.extensions)),
  );
  const signature = sign("sha256", body, { key: parts.signer, dsaEncoding: "der" });
  return pemText("CERTIFICATE", sequence(body, algorithm, bits(signature)));
}

/** RFC 5758 3.2 for EC keys, RFC 4055 5 for RSA. */
function signatureAlgorithm(signer: KeyObject): Uint8Array {
  return signer.asymmetricKeyType === "rsa"
    ? sequence(oid("1.2.840.113549.1.1.11"), tlv(0x05))
    : sequence(oid("1.2.840.10045.4.3.2"));
}

const NAME_PARTS = { O: "2.5.4.10", CN: "2.5.4.3", L: "2.5.4.7" } as const;

/** DER of a Name, in the order given: `{ O: "mesh1", CN: "Root CA" }`. */
export function nameOf(parts: { readonly [K in keyof typeof NAME_PARTS]?: string }): Uint8Array {
  return sequence(
    ...Object.entries(parts).map(([part, text]) =>
      set(sequence(oid(NAME_PARTS[part as keyof typeof NAME_PARTS]), utf8(text))),
    ),
  );
}

/** A certificate authority that may have `pathLength` authorities below it; undefined: any number. */
export function basicConstraints(pathLength?: number): Uint8Array {
  const limit = pathLength === undefined ? [] : [integer(Uint8Array.of(pathLength))];
  return extension("2.5.29.19", true, sequence(boolean(true), ...limit));
}

/** keyCertSign and cRLSign. */
export function authorityKeyUsage(): Uint8Array {
  return extension("2.5.29.15", true, bits(Uint8Array.of(0x06), 1));
}

const SUBJECT_KEY_ID = "2.5.29.14";

export function keyIds(subject: Uint8Array, authority: Uint8Array): readonly Uint8Array[] {
  return [
    extension(SUBJECT_KEY_ID, false, octets(subject)),
    extension("2.5.29.35", false, sequence(tagged(0, authority, false))),
  ];
}

export function alternativeNames(...names: readonly Uint8Array[]): Uint8Array {
  return extension("2.5.29.17", false, sequence(...names));
}

export function dnsName(name: string): Uint8Array {
  return tlv(0x82, Buffer.from(name, "ascii"));
}

export function extension(id: string, critical: boolean, value: Uint8Array): Uint8Array {
  return critical
    ? sequence(oid(id), boolean(true), octets(value))
    : sequence(oid(id), octets(value));
}

/** RFC 5280 4.2.1.2 method 1: SHA-1 of the public key's bits, without the SPKI header. */
export function keyIdOf(publicKey: KeyObject): Uint8Array {
  const [info] = elementsOf(publicKey.export({ type: "spki", format: "der" }));
  const key = info === undefined ? undefined : elementsOf(info.content)[1];
  return createHash("sha1")
    .update(key?.content.subarray(1) ?? "")
    .digest();
}

/** The key id that a certificate gives itself, otherwise its key's own: certificates below it point back to this id. */
export function subjectKeyIdOf(certificate: X509Certificate): Uint8Array {
  const value = extensionOf(certificate, SUBJECT_KEY_ID);
  const [id] = value === undefined ? [] : elementsOf(value);
  return id?.content ?? keyIdOf(certificate.publicKey);
}

/** DER of the subject, as it stands in the certificate: an issuer's name must be the same byte for byte. */
export function subjectOf(certificate: X509Certificate): Uint8Array {
  const fields = bodyOf(certificate);
  const version = fields[0]?.tag === 0xa0 ? 1 : 0;
  const subject = fields[version + 4];
  if (subject === undefined) throw new RangeError("a certificate without a subject");
  return subject.whole;
}

/** How many authorities may stand between this one and a workload; undefined: any number. */
export function pathLengthOf(certificate: X509Certificate): number | undefined {
  const value = extensionOf(certificate, "2.5.29.19");
  const [constraints] = value === undefined ? [] : elementsOf(value);
  const limit = constraints && elementsOf(constraints.content).find(({ tag }) => tag === 0x02);
  return limit?.content.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** 1 to 3; a certificate that gives no version has version 1. */
export function versionOf(certificate: X509Certificate): number {
  const [first] = bodyOf(certificate);
  const [version] = first?.tag === 0xa0 ? elementsOf(first.content) : [];
  return (version?.content.at(-1) ?? 0) + 1;
}

/** The algorithm with which its issuer signed it; `hash` is that of RSA-PSS, which is given beside the algorithm. */
export function signatureOf(certificate: X509Certificate): {
  readonly algorithm: string;
  readonly hash?: string;
} {
  const [whole] = elementsOf(certificate.raw);
  const used = whole === undefined ? undefined : elementsOf(whole.content)[1];
  const [id, parameters] = used === undefined ? [] : elementsOf(used.content);
  const algorithm = id === undefined ? "" : oidText(id.content);
  const chosen = parameters?.tag === 0x30 ? elementsOf(parameters.content) : [];
  const holder = chosen.find(({ tag }) => tag === 0xa0);
  const [hashed] = holder === undefined ? [] : elementsOf(holder.content);
  const [hash] = hashed === undefined ? [] : elementsOf(hashed.content);
  return { algorithm, ...(hash === undefined ? {} : { hash: oidText(hash.content) }) };
}

/** `1.2.840.113549.1.1.11`. Source: ITU-T X.690, 8.19. */
function oidText(content: Uint8Array): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    if (arcs.length > 0) arcs.push(arc);
    else {
      const first = Math.min(2, Math.floor(arc / 40));
      arcs.push(first, arc - first * 40);
    }
    arc = 0;
  }
  return arcs.join(".");
}

interface Extension {
  /** `2.5.29.17`. */
  readonly id: string;
  readonly isCritical: boolean;
  /** Without the octet string around it. */
  readonly value: Uint8Array;
}

export function extensionsOf(certificate: X509Certificate): readonly Extension[] {
  const holder = bodyOf(certificate).find(({ tag }) => tag === 0xa3);
  const [list] = holder === undefined ? [] : elementsOf(holder.content);
  return (list === undefined ? [] : elementsOf(list.content)).map((one) => {
    const [id, ...rest] = elementsOf(one.content);
    return {
      id: id === undefined ? "" : oidText(id.content),
      isCritical: rest.some(({ tag, content }) => tag === 0x01 && content[0] !== 0),
      value: rest.at(-1)?.content ?? Uint8Array.of(),
    };
  });
}

function extensionOf(certificate: X509Certificate, wanted: string): Uint8Array | undefined {
  return extensionsOf(certificate).find(({ id }) => id === wanted)?.value;
}

function bodyOf(certificate: X509Certificate): readonly DerElement[] {
  const [whole] = elementsOf(certificate.raw);
  const [body] = whole === undefined ? [] : elementsOf(whole.content);
  return body === undefined ? [] : elementsOf(body.content);
}

export function pemText(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
