import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import { isIPv4, isIPv6 } from "node:net";
import {
  bits,
  boolean,
  concat,
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

/** A certificate authority made in this process: signs server certificates, and is trusted by nobody who was not told. */
export interface Authority {
  readonly name: string;
  readonly certificatePem: string;
  readonly privateKey: KeyObject;
  /** SHA-1 of the public key: what issued certificates point back to. */
  readonly keyId: Uint8Array;
}

export interface ServerCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

export interface ServerNames {
  readonly dnsNames: readonly string[];
  /** IPv4 or IPv6 text; zone indexes are not allowed. */
  readonly ipAddresses: readonly string[];
}

const DAY = 86_400_000;
const VALID_DAYS = 3_650;
/** Clocks of other machines may lag; a certificate from the future would be refused. */
const BACKDATED = 3_600_000;

/** Makes a self-signed EC P-256 authority. Its key exists only in this process unless the caller exports it. */
export function createAuthority(name: string): Authority {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const keyId = keyIdOf(publicKey);
  const extensions = [
    extension("2.5.29.19", true, sequence(boolean(true))),
    extension("2.5.29.15", true, bits(Uint8Array.of(0x06), 1)),
    extension("2.5.29.14", false, octets(keyId)),
    extension("2.5.29.35", false, sequence(tagged(0, keyId, false))),
  ];
  const certificatePem = certificate({
    subject: name,
    issuer: name,
    publicKey,
    signer: privateKey,
    extensions,
  });
  return { name, certificatePem, privateKey, keyId };
}

/** An authority as text, to be kept in a file. Holds the private key. */
export interface SavedAuthority {
  readonly name: string;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

export function saveAuthority({ name, certificatePem, privateKey }: Authority): SavedAuthority {
  const privateKeyPem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return { name, certificatePem, privateKeyPem };
}

export function restoreAuthority({
  name,
  certificatePem,
  privateKeyPem,
}: SavedAuthority): Authority {
  const privateKey = createPrivateKey(privateKeyPem);
  return { name, certificatePem, privateKey, keyId: keyIdOf(createPublicKey(privateKey)) };
}

/** Issues an EC P-256 server certificate for the given names. Names go into the subject alternative names only. */
export function issueServerCertificate(
  authority: Authority,
  names: ServerNames,
): ServerCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const extensions = [
    extension("2.5.29.19", true, sequence()),
    extension("2.5.29.15", true, bits(Uint8Array.of(0x80), 7)),
    extension("2.5.29.37", false, sequence(oid("1.3.6.1.5.5.7.3.1"))),
    extension("2.5.29.14", false, octets(keyIdOf(publicKey))),
    extension("2.5.29.35", false, sequence(tagged(0, authority.keyId, false))),
    extension("2.5.29.17", false, alternativeNames(names)),
  ];
  const certificatePem = certificate({
    subject: names.dnsNames[0] ?? names.ipAddresses[0] ?? "server",
    issuer: authority.name,
    publicKey,
    signer: authority.privateKey,
    extensions,
  });
  return {
    certificatePem,
    privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

interface CertificateParts {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Uint8Array[];
}

/** RFC 5280 4.1, signed with ECDSA and SHA-256. */
function certificate(parts: CertificateParts): string {
  const algorithm = sequence(oid("1.2.840.10045.4.3.2"));
  const now = Date.now();
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const body = sequence(
    tagged(0, integer(Uint8Array.of(2))),
    integer(serial),
    algorithm,
    commonName(parts.issuer),
    sequence(time(new Date(now - BACKDATED)), time(new Date(now + VALID_DAYS * DAY))),
    commonName(parts.subject),
    parts.publicKey.export({ type: "spki", format: "der" }),
    tagged(3, sequence(...parts.extensions)),
  );
  const signature = sign("sha256", body, { key: parts.signer, dsaEncoding: "der" });
  return pem("CERTIFICATE", sequence(body, algorithm, bits(signature)));
}

function commonName(name: string): Uint8Array {
  return sequence(set(sequence(oid("2.5.4.3"), utf8(name))));
}

function extension(id: string, critical: boolean, value: Uint8Array): Uint8Array {
  return critical
    ? sequence(oid(id), boolean(true), octets(value))
    : sequence(oid(id), octets(value));
}

function alternativeNames({ dnsNames, ipAddresses }: ServerNames): Uint8Array {
  return sequence(
    ...dnsNames.map((name) => tlv(0x82, Buffer.from(name, "ascii"))),
    ...ipAddresses.map((address) => tlv(0x87, addressBytes(address))),
  );
}

function addressBytes(address: string): Uint8Array {
  if (isIPv4(address)) return Uint8Array.from(address.split(".").map(Number));
  if (!isIPv6(address) || address.includes("%") || address.includes("."))
    throw new Error(`internal: not an address a certificate can name: ${address}`);
  const [head = "", tail] = address.split("::");
  const groups = (text: string): string[] => (text === "" ? [] : text.split(":"));
  const after = tail === undefined ? [] : groups(tail);
  const before = groups(head);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  const all = tail === undefined ? before : [...before, ...zeros, ...after];
  return concat(
    all.map((group) => {
      const value = Number.parseInt(group, 16);
      return Uint8Array.of(value >> 8, value & 255);
    }),
  );
}

/** RFC 5280 4.2.1.2 method 1: SHA-1 of the public key's bits, without the SPKI header. */
function keyIdOf(publicKey: KeyObject): Uint8Array {
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const point = concat([
    Uint8Array.of(4),
    Buffer.from(x, "base64url"),
    Buffer.from(y, "base64url"),
  ]);
  return createHash("sha1").update(point).digest();
}

function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
