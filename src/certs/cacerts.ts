import { certificatesIn, isKeyOf, privateKeyIn } from "./pem.ts";
import { inspectSigning, type SigningChain } from "./signing-chain.ts";

/** The keys of the Secret `cacerts`, named as Istio's own Makefile names the files. Source: istio tools/certs. */
export const CACERTS_KEYS = [
  "ca-cert.pem",
  "ca-key.pem",
  "cert-chain.pem",
  "root-cert.pem",
] as const;
export type CacertsKey = (typeof CACERTS_KEYS)[number];

/** What an istiod signs with, as PEM texts. Holds a private key: in memory only. */
export type Cacerts = { readonly [K in CacertsKey]: string };

/** The texts in the `data` of a Secret, and the base64 they are made of; or the keys that are missing there. */
export function decodeCacerts(
  data: unknown,
):
  | { readonly cacerts: Cacerts; readonly encoded: Cacerts }
  | { readonly missing: readonly CacertsKey[] } {
  const values: Partial<Record<string, unknown>> =
    typeof data === "object" && data !== null ? { ...data } : {};
  const missing = CACERTS_KEYS.filter((key) => typeof values[key] !== "string");
  if (missing.length > 0) return { missing };
  const encoded = cacertsOf((key) => values[key] as string);
  const cacerts = cacertsOf((key) => Buffer.from(encoded[key], "base64").toString("utf8"));
  return { cacerts, encoded };
}

/** As the `data` of a Secret has them: base64. */
export function encodeCacerts(cacerts: Cacerts): Cacerts {
  return cacertsOf((key) => Buffer.from(cacerts[key]).toString("base64"));
}

/** The same for each key. */
export function cacertsOf<T = string>(
  value: (key: CacertsKey) => T,
): { readonly [K in CacertsKey]: T } {
  return {
    "ca-cert.pem": value("ca-cert.pem"),
    "ca-key.pem": value("ca-key.pem"),
    "cert-chain.pem": value("cert-chain.pem"),
    "root-cert.pem": value("root-cert.pem"),
  };
}

/** What istiod asks of all four: a chain to the root, and the private key of the certificate that signs. */
export function inspectCacerts(cacerts: Cacerts, now: Date): SigningChain {
  const chain = inspectSigning(
    {
      certificate: cacerts["ca-cert.pem"],
      chain: cacerts["cert-chain.pem"],
      root: cacerts["root-cert.pem"],
    },
    now,
  );
  if (chain.problem !== undefined && chain.expired === undefined) return chain;
  const key = unfitKey(cacerts["ca-cert.pem"], cacerts["ca-key.pem"]);
  return key === undefined ? chain : { problem: `ca-key.pem ${key}` };
}

/** Why a private key is not that of a certificate, as a clause about its file; undefined where it is. */
export function unfitKey(certificatePem: string, keyPem: string): string | undefined {
  const key = privateKeyIn(keyPem);
  if (typeof key === "string") return key;
  const [certificate] = certificatesIn(certificatePem) ?? [];
  return certificate !== undefined && isKeyOf(key, certificate)
    ? undefined
    : "is not the key of ca-cert.pem";
}
