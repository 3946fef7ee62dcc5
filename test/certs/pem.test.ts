import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { certificateBundle, certificatesIn } from "../../src/certs/pem.ts";
import { makeRoot } from "../../src/certs/root.ts";

const pem = (name: string) =>
  readFileSync(new URL(`fixtures/${name}.pem`, import.meta.url), "utf8");
const [A, B] = [pem("root-a"), pem("root-b")];
const KEY =
  /-----BEGIN[^-]*PRIVATE KEY[^]*?-----END[^-]*-----\n/.exec(makeRoot("m", new Date(0)))?.[0] ?? "";

describe("a bundle of certificates that leaves this machine", () => {
  test("is what it was, where it was nothing but certificates", () => {
    expect(certificateBundle(A + B)).toEqual({ pem: A + B });
    expect(certificateBundle((A + B).replaceAll("\n", "\r\n"))).toEqual({ pem: A + B });
    expect(certificateBundle(`# a comment: t0ken\n${A}\n\nsubject=CN\n${B}`)).toEqual({
      pem: A + B,
    });
  });

  test.each([
    ["holds a private key", A + KEY],
    ["holds a private key", KEY + A],
    ["holds a private key", `${A}-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIC\n`],
    ["holds a private key", `${A}-----BEGIN OPENSSH PRIVATE KEY-----\nMIIC\n`],
    ["holds something else than certificates", `${A}-----BEGIN X509 CRL-----\nMIIC\n`],
    ["holds something else than certificates", `${A}---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n`],
    ["holds a certificate that cannot be read", `${A}-----BEGIN CERTIFICATE-----\nMIIC\n`],
    [
      "holds a certificate that cannot be read",
      `${A}-----BEGIN CERTIFICATE-----\n${Buffer.from("t0ken").toString("base64")}\n-----END CERTIFICATE-----\n`,
    ],
    ["holds no certificate", ""],
    ["holds no certificate", "root:x:0:0:root:/root:/bin/bash\n"],
  ])("%s: refused", (problem, text) => {
    expect(certificateBundle(text)).toEqual({ problem });
  });

  test("law: nothing but certificates comes out, wherever a secret stands", () => {
    const piece = fc.constantFrom(A, B, KEY, "s3cret", "\n", "-----", "BEGIN", "CERTIFICATE");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const bundle = certificateBundle(pieces.join(""));
        if (bundle.problem !== undefined) return;
        expect(bundle.pem).not.toMatch(/PRIVATE|s3cret/);
        expect(bundle.pem).toBe(certificatesIn(bundle.pem)?.map(String).join(""));
      }),
    );
  });
});
