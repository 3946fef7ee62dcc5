import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { inspectSigning } from "../../src/certs/signing-chain.ts";
import judged from "./fixtures/judged-by-go.json" with { type: "json" };
import { authority, clientUse, type Made, serverUse } from "./mutant-chains.ts";

/** Public certificates of two roots, made once with openssl; their keys are gone. */
const pem = (name: string) =>
  readFileSync(new URL(`fixtures/${name}.pem`, import.meta.url), "utf8");
const NOW = new Date("2030-01-01T00:00:00Z");
const inspect = (certificate: string, chain: string, root: string, now = NOW) =>
  inspectSigning({ certificate, chain, root }, now);

describe("the signing chain of cacerts", () => {
  test("leads from an intermediate to its root, with the root in the chain or not", () => {
    const short = inspect(pem("int-a1"), pem("int-a1"), pem("root-a"));
    expect(short.problem).toBeUndefined();
    expect(inspect(pem("int-a1"), pem("int-a1") + pem("root-a"), pem("root-a"))).toEqual(short);
    expect(short).toMatchObject({
      roots: [expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)],
    });
  });

  test("may be the root itself, and may trust a second root meanwhile", () => {
    expect(inspect(pem("root-a"), pem("root-a"), pem("root-a")).problem).toBeUndefined();
    const both = inspect(pem("int-b1"), pem("int-b1"), pem("root-b") + pem("root-a"));
    const turned = inspect(pem("int-a1"), pem("int-a1"), pem("root-a") + pem("root-b"));
    expect(both.problem).toBeUndefined();
    expect(both).toMatchObject({ roots: "roots" in turned ? turned.roots : [] });
    expect(both).toHaveProperty("roots.length", 2);
  });

  test.each([
    [
      "of another root",
      [pem("int-b1"), pem("int-b1"), pem("root-a")],
      /Intermediate b1 does not lead to root-cert.pem/,
    ],
    [
      "of a certificate that may not sign",
      [pem("leaf"), pem("leaf"), pem("root-a")],
      /Leaf may not sign others/,
    ],
    ["without a root", [pem("int-a1"), pem("int-a1"), ""], /root-cert.pem holds no certificate/],
    ["of text", ["hello", "", pem("root-a")], /ca-cert.pem holds no certificate/],
    [
      "of damaged text",
      [pem("int-a1").replace(/M/g, "N"), pem("int-a1"), pem("root-a")],
      /ca-cert.pem holds no certificate/,
    ],
  ] as const)("%s is refused with what is wrong", (_, [certificate, chain, root], problem) => {
    expect(inspect(certificate, chain, root).problem).toMatch(problem);
  });

  test("is refused before and after its time", () => {
    const at = (when: string) =>
      inspect(pem("int-a1"), pem("int-a1"), pem("root-a"), new Date(when)).problem;
    expect(at("2020-01-01T00:00:00Z")).toMatch(/not valid before/);
    expect(at("2300-01-01T00:00:00Z")).toMatch(/expired on/);
  });
});

/** Made once with openssl, and judged by the verifier that istiod calls (Go 1.26, crypto/x509) and istiod's own question after it. */
const { signing: JUDGED } = judged;

describe("is refused where istiod's own verifier refuses it, and nowhere else", () => {
  test.each(JUDGED)("$title: $go", ({ certificate, root, go }) => {
    const { problem } = inspect(certificate, certificate, root);
    expect(problem === undefined).toBe(go === null);
  });

  test("with the algorithm that it refuses", () => {
    const named = JUDGED.map(({ certificate, root }) => inspect(certificate, certificate, root))
      .flatMap(
        ({ problem }) => / is signed with (.*), which istiod refuses$/.exec(problem ?? "") ?? [],
      )
      .filter((text) => !text.startsWith(" "));
    expect(named).toEqual(["SHA-1", "SHA-1", "SHA-224"]);
  });

  test("but a chain without the certificate that signs, which istiod takes and no peer of a workload can follow", () => {
    const [{ certificate, root } = { certificate: "", root: "" }] = JUDGED;
    expect(inspect(certificate, root, root).problem).toBe(
      "cert-chain.pem does not hold the certificate of ca-cert.pem, so no workload could show how its own leads to the root",
    );
    // Everybody has the root.
    expect(inspect(pem("root-a"), pem("int-a1"), pem("root-a")).problem).toBeUndefined();
  });
});

describe("a chain of more than two", () => {
  const problemOf = (signing: Made, above: readonly Made[], root: Made) =>
    inspect(signing.pem, [signing, ...above].map(({ pem: one }) => one).join(""), root.pem).problem;

  test("has as many authorities below each as it allows", () => {
    const root = authority("Root", undefined, { pathLength: 1 });
    const middle = authority("Middle", root, { pathLength: 0 });
    const low = authority("Low", middle);
    expect(problemOf(middle, [], root)).toBeUndefined();
    expect(problemOf(low, [middle], root)).toBe(
      "the certificate of CN=Middle allows no authority below it (pathlen:0), and there is 1",
    );
    const free = authority("Free", root);
    expect(problemOf(authority("Low", free), [free], root)).toBe(
      "the certificate of CN=Root allows 1 authority below it (pathlen:1), and there are 2",
    );
  });

  test("names no use, or one of a server", () => {
    const root = authority("Root", undefined);
    expect(problemOf(authority("Any", root, { use: serverUse }), [], root)).toBeUndefined();
    expect(problemOf(authority("Client", root, { use: clientUse }), [], root)).toBe(
      "the certificate of CN=Client has an extended key usage without serverAuth, which istiod refuses",
    );
  });
});

describe("a root that was renewed with its key", () => {
  const key = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const old = authority("Root", undefined, { key, notAfter: "2025-01-01" });
  const root = authority("Root", undefined, { key });
  const signing = authority("Signing", old);

  test("leads from what the old one signed, although the old one is still in the chain", () => {
    const { problem } = inspect(signing.pem, signing.pem + old.pem, root.pem);
    expect(problem).toBeUndefined();
  });

  test("does not help while only the old one is trusted", () => {
    expect(inspect(signing.pem, signing.pem + root.pem, old.pem).problem).toMatch(/expired on/);
  });

  test("has an end, however many there are of it", () => {
    const many = Array.from({ length: 60 }, () => authority("Root", undefined, { key }).pem);
    const stranger = authority("Stranger", undefined);
    expect(inspect(signing.pem, signing.pem + many.join(""), stranger.pem).problem).toMatch(
      /does not lead to root-cert.pem|too long/,
    );
  });
});
