import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { rootCertificates } from "node:tls";
import { describe, expect, test } from "vitest";
import {
  alternativeNames,
  authorityKeyUsage,
  basicConstraints,
  dnsName,
  keyIdOf,
  keyIds,
  nameOf,
  signedCertificate,
} from "../../src/certs/certificate.ts";
import { type Unverified, whyUnverified } from "../../src/certs/server-chain.ts";

import judged from "./fixtures/judged-by-go.json" with { type: "json" };

const NOW = new Date("2026-06-01T00:00:00Z");
const DAY = 86_400_000;

interface Made {
  readonly name: string;
  readonly pem: string;
  readonly key: KeyObject;
  readonly id: Uint8Array;
}

/** A certificate with a key of its own; without `by` it signs itself. */
function certificate(
  name: string,
  by: Made | undefined,
  { dns = [], ca = dns.length === 0, days = 365 }: { dns?: string[]; ca?: boolean; days?: number },
): Made {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = keyIdOf(publicKey);
  const pem = signedCertificate({
    notBefore: new Date(NOW.getTime() - 10 * DAY),
    notAfter: new Date(NOW.getTime() + days * DAY),
    subject: nameOf({ CN: name }),
    issuer: nameOf({ CN: by?.name ?? name }),
    publicKey,
    signer: by?.key ?? privateKey,
    extensions: [
      ...(ca ? [basicConstraints(), authorityKeyUsage()] : []),
      ...(dns.length === 0 ? [] : [alternativeNames(...dns.map(dnsName))]),
      ...keyIds(id, by?.id ?? id),
    ],
  });
  return { name, pem, key: privateKey, id };
}

const root = certificate("root", undefined, {});
const between = certificate("between", root, {});
const other = certificate("other", undefined, {});
const NAME = "api.example.com";
const leaf = certificate("server", root, { dns: [NAME, "*.apps.example.com"] });
const deep = certificate("server", between, { dns: [NAME] });

function why(
  shown: readonly Made[],
  trusted: readonly Made[],
  name = NAME,
): Unverified | undefined {
  const pem = trusted.map((one) => one.pem).join("");
  return whyUnverified(
    shown.map((one) => one.pem),
    { trusted: { pem }, name, now: NOW },
  );
}

describe("what istiod would believe of a server", () => {
  test.each([
    ["a certificate of the root", [leaf], [root]],
    ["one of a root among others", [leaf], [other, root]],
    ["one of an intermediate that the server shows", [deep, between], [root]],
    ["one of an intermediate in any order and company", [deep, other, between], [root]],
    ["one of an intermediate that is trusted itself", [deep], [between]],
    ["one that is trusted itself", [leaf], [leaf]],
  ])("is %s", (_, shown, trusted) => {
    expect(why(shown, trusted)).toBeUndefined();
  });

  test.each([
    ["one of somebody else", [leaf], [other], "CN=root"],
    ["one of an intermediate that nobody shows", [deep], [root], "CN=between"],
    [
      "one that another server signed, which is no authority",
      [certificate("server", leaf, { dns: [NAME] }), leaf],
      [root],
      "CN=server",
    ],
    ["anything where nobody is trusted", [leaf], [], "CN=root"],
  ])("is not %s", (_, shown, trusted, issuer) => {
    expect(why(shown, trusted)).toEqual({ kind: "authority", issuer });
  });

  test("is for the name that it asks for, which stands in the alternative names or nowhere", () => {
    expect(why([leaf], [root], "web.apps.example.com")).toBeUndefined();
    const names = [NAME, "*.apps.example.com"];
    for (const name of ["server", "example.com", "10.0.0.1", "a.b.apps.example.com"])
      expect(why([leaf], [root], name)).toEqual({ kind: "name", names });
    const nameless = certificate(NAME, root, { ca: false });
    expect(why([nameless], [root])).toEqual({ kind: "name", names: [] });
  });

  test("is in its time, and so is everything above it; without a clock nobody asks", () => {
    const old = certificate("server", root, { dns: [NAME], days: -1 });
    expect(why([old], [root])).toMatchObject({ kind: "time" });
    const oldRoot = certificate("root", undefined, { days: -1 });
    const below = certificate("server", oldRoot, { dns: [NAME] });
    expect(why([below], [oldRoot])).toMatchObject({ kind: "authority" });
    const trusted = { pem: oldRoot.pem };
    expect(whyUnverified([old.pem], { trusted: { pem: root.pem }, name: NAME })).toBeUndefined();
    expect(whyUnverified([below.pem], { trusted, name: NAME })).toBeUndefined();
  });

  test("is what the world trusts, where no authority is named", () => {
    expect(whyUnverified([leaf.pem], { trusted: "public", name: NAME })).toMatchObject({
      kind: "authority",
    });
    // A root of the world as a server's own certificate: its names are nobody's, so the name is what is missing.
    expect(whyUnverified(rootCertificates.slice(0, 1), { trusted: "public", name: NAME })).toEqual({
      kind: "name",
      names: [],
    });
  });
});

test.each(judged.servers)(
  "as Go itself judges $title: $go",
  ({ certificate: pem, root: trust, go }) => {
    const at = new Date("2030-01-01T00:00:00Z");
    const found = whyUnverified([pem], { trusted: { pem: trust }, name: "localhost", now: at });
    expect(found?.kind).toBe(go === null ? undefined : "unfit");
  },
);

test("says what of a certificate istiod would not use", () => {
  const at = new Date("2030-01-01T00:00:00Z");
  const said = judged.servers.flatMap(({ certificate: pem, root: trust }) => {
    const found = whyUnverified([pem], { trusted: { pem: trust }, name: "localhost", now: at });
    return found?.kind === "unfit" ? [found.why] : [];
  });
  expect(said).toEqual([
    "is signed with SHA-1",
    "has the critical extension 1.2.3.4",
    "has the critical extension 1.2.3.4",
    "has an RSA key of 512 bits",
    "has an RSA key of 1023 bits",
    "has an RSA key of 8194 bits",
    "has a key on the curve secp256k1",
  ]);
});
