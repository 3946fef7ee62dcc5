import { createPublicKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CacertsKey, inspectCacerts } from "../../src/certs/cacerts.ts";
import {
  authorityKeyUsage,
  basicConstraints,
  keyIdOf,
  keyIds,
  nameOf,
  pathLengthOf,
  signedCertificate,
} from "../../src/certs/certificate.ts";
import { issueIntermediate, makeRoot, readRoot, type RootAuthority } from "../../src/certs/root.ts";
import { BY_OPENSSL, objectionTo } from "./openssl.ts";

const NOW = new Date("2026-11-26T12:00:00Z");
const YEAR = 365 * 86_400_000;
const OF = { mesh: "mesh1", cluster: "cluster1", namespace: "istio-system" };

function rootOf(text: string, now = NOW): RootAuthority {
  const root = readRoot(text, now);
  if (typeof root === "string") throw new Error(`the root ${root}`);
  return root;
}

const ROOT_TEXT = makeRoot("mesh1", NOW);
const ROOT = rootOf(ROOT_TEXT);
const CACERTS = issueIntermediate(ROOT, OF, NOW);
const signing = new X509Certificate(CACERTS["ca-cert.pem"]);

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);

describe("a root and its intermediates", () => {
  test(`are a chain to us ${BY_OPENSSL}, whatever their names`, () => {
    fc.assert(
      fc.property(label, label, label, (mesh, cluster, namespace) => {
        const root = rootOf(makeRoot(mesh, NOW));
        const cacerts = issueIntermediate(root, { mesh, cluster, namespace }, NOW);
        expect(inspectCacerts(cacerts, NOW)).toEqual({
          roots: [root.certificate.fingerprint256],
          expires: {
            name: `O=${mesh}, CN=Intermediate CA, L=${cluster}`,
            at: "2028-11-25T12:00:00.000Z",
            isRoot: false,
          },
        });
        expect(objectionTo(cacerts, NOW)).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });

  test("are no chain to that root any more after one byte of a certificate or of the key is another", () => {
    const anyByte = fc.record({
      key: fc.constantFrom("ca-cert.pem", "ca-key.pem", "root-cert.pem" as CacertsKey),
      at: fc.double({ min: 0, max: 0.999, noNaN: true }),
      flip: fc.integer({ min: 1, max: 255 }),
    });
    fc.assert(
      fc.property(anyByte, ({ key, at, flip }) => {
        const [from, to] = key === "ca-key.pem" ? PRIVATE_NUMBER : [0, 1];
        const damaged = { ...CACERTS, [key]: damage(CACERTS[key], from + at * (to - from), flip) };
        const chain = damaged["ca-cert.pem"] + damaged["root-cert.pem"];
        const found = inspectCacerts({ ...damaged, "cert-chain.pem": chain }, NOW);
        // A root is believed because it is named: a damaged one is another root, not a broken chain.
        if (found.problem === undefined)
          expect(found.roots).not.toContain(ROOT.certificate.fingerprint256);
      }),
      { numRuns: 500 },
    );
  });

  test("are what Istio asks of them", () => {
    expect(signing.subject).toBe("O=mesh1\nCN=Intermediate CA\nL=cluster1");
    expect(signing.subjectAltName).toBe("DNS:istiod.istio-system.svc");
    expect(signing.ca).toBe(true);
    expect(pathLengthOf(signing)).toBe(0);
    expect(CACERTS["cert-chain.pem"]).toBe(CACERTS["ca-cert.pem"] + CACERTS["root-cert.pem"]);
  });

  test("have a key and a serial number of their own each", () => {
    const other = issueIntermediate(ROOT, OF, NOW);
    expect(other["ca-key.pem"]).not.toBe(CACERTS["ca-key.pem"]);
    expect(new X509Certificate(other["ca-cert.pem"]).serialNumber).not.toBe(signing.serialNumber);
    expect(other["root-cert.pem"]).toBe(CACERTS["root-cert.pem"]);
  });

  test("end in time: the root after ten years, an intermediate after two and never after its root", () => {
    const years = (one: X509Certificate) =>
      Math.round((Date.parse(one.validTo) - NOW.getTime()) / YEAR);
    expect([years(ROOT.certificate), years(signing)]).toEqual([10, 2]);
    const late = issueIntermediate(ROOT, OF, new Date(NOW.getTime() + 9 * YEAR));
    expect(new X509Certificate(late["ca-cert.pem"]).validTo).toBe(ROOT.certificate.validTo);
    expect(inspectCacerts(late, NOW).problem).toMatch(/not valid before/);
  });

  test("say how they are past their time", () => {
    const late = inspectCacerts(CACERTS, new Date(NOW.getTime() + 3 * YEAR));
    expect(late.problem).toContain("L=cluster1 expired on Nov 25");
    expect(late).toMatchObject({ expired: { roots: [ROOT.certificate.fingerprint256] } });
  });
});

describe("a root that somebody else made", () => {
  test(`of RSA, with a name and a key file in openssl's own spelling, signs as well: seen by us ${BY_OPENSSL}`, () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const name = nameOf({ O: "Example", L: "Somewhere", CN: "The Root" });
    const keyId = keyIdOf(publicKey);
    const pem = signedCertificate({
      subject: name,
      issuer: name,
      notBefore: new Date("2020-01-01"),
      notAfter: new Date("2040-01-01"),
      publicKey,
      signer: privateKey,
      extensions: [basicConstraints(), authorityKeyUsage(), ...keyIds(keyId, keyId)],
    });
    const keyPem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    expect(keyPem).toContain("BEGIN RSA PRIVATE KEY");
    const cacerts = issueIntermediate(rootOf(pem + keyPem), OF, NOW);
    expect(inspectCacerts(cacerts, NOW).problem).toBeUndefined();
    expect(objectionTo(cacerts, NOW)).toBeUndefined();
  });

  const key = /-----BEGIN PRIVATE[\s\S]+PRIVATE KEY-----\n/.exec(ROOT_TEXT)?.[0] ?? "";
  const certificate = ROOT.certificate.toString();
  test.each([
    ["hello", "holds no private key"],
    [key, "holds no certificate"],
    [certificate, "holds no private key"],
    [key + key + certificate, "holds more than one private key"],
    [key + certificate + certificate, "holds more than one certificate"],
    [
      key.replaceAll("PRIVATE KEY", "ENCRYPTED PRIVATE KEY") + certificate,
      "holds a private key with a passphrase",
    ],
    [key.replace(/^M/m, "N") + certificate, "holds a private key that cannot be read"],
    [key + certificate.replace(/^M/m, "N"), "holds a certificate that cannot be read"],
    [CACERTS["ca-key.pem"] + certificate, "holds a key and another key's certificate"],
    [
      CACERTS["ca-key.pem"] + CACERTS["ca-cert.pem"],
      "holds a certificate that is not a root: another authority signed it",
    ],
  ])("is refused with what is wrong: case %#", (text, problem) => {
    expect(readRoot(text, NOW)).toBe(problem);
  });

  test("is refused before and after its time", () => {
    expect(readRoot(ROOT_TEXT, new Date("2026-11-01"))).toMatch(
      /^holds a root that is not valid before/,
    );
    expect(readRoot(ROOT_TEXT, new Date("2040-01-01"))).toMatch(/^holds a root that expired on/);
  });
});

test("the text of a root's file says what it is, and names no more than that", () => {
  expect(ROOT_TEXT.split("\n").slice(0, 2)).toEqual([
    "# The root of trust of the mesh mesh1: private key and certificate, made by meshplan on 2026-11-26.",
    "# Who reads this file can pass for every workload of the mesh. Who loses it cannot add a primary.",
  ]);
  expect(createPublicKey(ROOT.certificate.toString()).asymmetricKeyDetails).toEqual({
    namedCurve: "prime256v1",
  });
});

/** Where the private number stands in a PKCS #8 text of a P-256 key; the bytes around it are versions and the public key. */
const PRIVATE_NUMBER = [36 / 138, 68 / 138] as const;

/** The same PEM text with one byte of its first block changed. */
function damage(pem: string, at: number, flip: number): string {
  return pem.replace(/(-----BEGIN [A-Z ]+-----\n)([^-]+)/, (_, head: string, body: string) => {
    const bytes = Buffer.from(body, "base64");
    const index = Math.floor(at * bytes.length);
    bytes[index] = (bytes[index] ?? 0) ^ flip;
    return `${head}${bytes.toString("base64")}\n`;
  });
}
