import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { isIPv4, isIPv6 } from "node:net";
import {
  alternativeNames,
  authorityKeyUsage,
  basicConstraints,
  dnsName,
  extension,
  keyIdOf,
  keyIds,
  nameOf,
  signedCertificate,
} from "./certificate.ts";
import { bits, concat, oid, sequence, tlv } from "./der.ts";

/** A certificate authority made in this process: it signs server certificates, and only clients that were told trust it. */
export interface Authority {
  readonly name: string;
  readonly certificatePem: string;
  readonly privateKey: KeyObject;
  /** SHA-1 of the public key: issued certificates point back to it. */
  readonly keyId: Uint8Array;
}

interface ServerCertificate {
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
  const certificatePem = signedCertificate({
    ...validity(),
    subject: nameOf({ CN: name }),
    issuer: nameOf({ CN: name }),
    publicKey,
    signer: privateKey,
    extensions: [basicConstraints(), authorityKeyUsage(), ...keyIds(keyId, keyId)],
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
  const certificatePem = signedCertificate({
    ...validity(),
    subject: nameOf({ CN: names.dnsNames[0] ?? names.ipAddresses[0] ?? "server" }),
    issuer: nameOf({ CN: authority.name }),
    publicKey,
    signer: authority.privateKey,
    extensions: [
      extension("2.5.29.19", false, sequence()),
      extension("2.5.29.15", true, bits(Uint8Array.of(0x80), 7)),
      extension("2.5.29.37", false, sequence(oid("1.3.6.1.5.5.7.3.1"))),
      ...keyIds(keyIdOf(publicKey), authority.keyId),
      alternativeNames(
        ...names.dnsNames.map(dnsName),
        ...names.ipAddresses.map((address) => tlv(0x87, addressBytes(address))),
      ),
    ],
  });
  return {
    certificatePem,
    privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

function validity(): { readonly notBefore: Date; readonly notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - BACKDATED), notAfter: new Date(now + VALID_DAYS * DAY) };
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
