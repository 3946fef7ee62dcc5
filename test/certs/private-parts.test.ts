import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { privateParts } from "../../src/certs/private-parts.ts";
import { makeRoot } from "../../src/certs/root.ts";
import { SecretRegistry } from "../../src/util/secret-registry.ts";

const EC = generateKeyPairSync("ec", { namedCurve: "P-256" });
const RSA = generateKeyPairSync("rsa", { modulusLength: 2048 });
const EDWARDS = generateKeyPairSync("ed25519");

const KEYS = [
  ["EC, PKCS 8", EC, "pkcs8"],
  ["EC, SEC 1", EC, "sec1"],
  ["RSA, PKCS 8", RSA, "pkcs8"],
  ["RSA, PKCS 1", RSA, "pkcs1"],
  ["Ed25519", EDWARDS, "pkcs8"],
] as const;

function registryOf(pem: string): SecretRegistry {
  const secrets = new SecretRegistry();
  for (const part of privateParts(pem)) secrets.keep(part);
  return secrets;
}

describe.each(KEYS)("of a private key (%s)", (_, pair, type) => {
  const pem = pair.privateKey.export({ format: "pem", type: type }).toString();
  const secrets = registryOf(pem);
  const body = pem.replace(/-----.*-----|\s/g, "");
  const publicPem = pair.publicKey.export({ format: "pem", type: "spki" }).toString();

  test("the private half is found in every spelling", () => {
    const der = Buffer.from(body, "base64");
    for (const text of [
      pem,
      body,
      btoa(pem),
      btoa(`x${pem}`),
      btoa(`xx${pem}`),
      JSON.stringify(pem),
    ])
      expect(secrets.holds(text)).toBe(true);
    expect(secrets.holds(der.toString("hex"))).toBe(true);
    expect(secrets.redact(pem)).toContain("(sensitive)");
  });

  test("what is left holds no 16 characters of the private number", () => {
    const number = Buffer.from(pair.privateKey.export({ format: "jwk" }).d ?? "", "base64url");
    const left = secrets
      .redact(body)
      .split("(sensitive)")
      .map((part) => Buffer.from(part, "base64"));
    for (let at = 0; at + 12 <= number.length; at += 1)
      for (const part of left) expect(part.includes(number.subarray(at, at + 12))).toBe(false);
  });

  test("the public half is none, and stays", () => {
    expect(secrets.holds(publicPem)).toBe(false);
    expect(secrets.holds(btoa(publicPem))).toBe(false);
  });
});

test("a root's own certificate is no secret", () => {
  const text = makeRoot("mesh1", new Date("2026-01-01T00:00:00Z"));
  const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(text)?.[0];
  const secrets = registryOf(text);
  expect(secrets.holds(certificate ?? "")).toBe(false);
  expect(secrets.holds(text)).toBe(true);
});

test("a key that cannot be read is secret as a whole", () => {
  const secrets = registryOf(
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIBvTBXBgkqhkiG9w0BBQ0wSjAp\n-----END ENCRYPTED PRIVATE KEY-----\n",
  );
  expect(secrets.holds("MIIBvTBXBgkqhkiG9w0")).toBe(true);
});
