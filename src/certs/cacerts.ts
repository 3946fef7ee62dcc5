import { certificatesIn, isKeyOf, privateKeyIn } from "./pem.ts";
import { inspectSigning, type SigningChain, type SigningNames } from "./signing-chain.ts";

/** The keys of the Secret `cacerts`, named as Istio's own Makefile names the files. Source: istio tools/certs. */
export const CACERTS_KEYS = [
  "ca-cert.pem",
  "ca-key.pem",
  "cert-chain.pem",
  "root-cert.pem",
] as const;
export type CacertsKey = (typeof CACERTS_KEYS)[number];

/** The certificates and the key with which an istiod signs, as PEM texts. Holds a private key: in memory only. */
export type Cacerts = { readonly [K in CacertsKey]: string };

/**
 * The two forms in which istiod takes its signing certificate, and the keys under which each has the four texts. cert-manager
 * writes `tls` (a Secret of type kubernetes.io/tls); its chain is the certificate and the root together.
 */
const FORMS = {
  istio: cacertsOf<readonly string[]>((key) => [key]),
  tls: {
    "ca-cert.pem": ["tls.crt"],
    "ca-key.pem": ["tls.key"],
    "cert-chain.pem": ["tls.crt", "ca.crt"],
    "root-cert.pem": ["ca.crt"],
  },
} as const satisfies Record<string, { readonly [K in CacertsKey]: readonly string[] }>;
type CacertsForm = keyof typeof FORMS;

type DecodedCacerts =
  | {
      readonly cacerts: Cacerts;
      readonly form: CacertsForm;
      /** Base64, as the Secret has it; only the form of four keys can be written back as it is. */
      readonly encoded: Cacerts;
    }
  | { readonly missing: readonly string[] };

/**
 * The texts in the `data` of a Secret, whichever form it has; or the keys that are missing there. Where there is a tls.crt,
 * istiod takes that form and looks at no other key, even if the rest of it is missing.
 *
 * Source: istio pilot/pkg/bootstrap/istio_ca.go, detectSigningCABundleAndCRL and checkCABundleCompleteness.
 */
export function decodeCacerts(data: unknown): DecodedCacerts {
  const values: Partial<Record<string, unknown>> =
    typeof data === "object" && data !== null ? { ...data } : {};
  const form = typeof values["tls.crt"] === "string" ? "tls" : "istio";
  const keys = FORMS[form];
  const all = new Set(CACERTS_KEYS.flatMap((key) => keys[key]));
  const missing = [...all].filter((key) => typeof values[key] !== "string");
  if (missing.length > 0) return { missing };
  const text = (key: string): string =>
    Buffer.from(values[key] as string, "base64").toString("utf8");
  const cacerts = cacertsOf((key) => keys[key].map(text).join(""));
  return {
    cacerts,
    form,
    encoded: form === "istio" ? cacertsOf((key) => values[key] as string) : encodeCacerts(cacerts),
  };
}

/** The keys that hold the checked texts in a form, for messages. */
export function namesIn(form: CacertsForm): SigningNames {
  const [certificate = "", chain = "", root = ""] = (
    ["ca-cert.pem", "cert-chain.pem", "root-cert.pem"] as const
  ).map((key) => FORMS[form][key][0]);
  return { certificate, chain, root };
}

/** The texts as the `data` of a Secret has them: base64. */
export function encodeCacerts(cacerts: Cacerts): Cacerts {
  return cacertsOf((key) => Buffer.from(cacerts[key]).toString("base64"));
}

/** Makes one value for each key. */
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

/** Checks what istiod asks of all four: a chain to the root, and the private key of the certificate that signs. */
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

/** Why a private key does not belong to a certificate, as a clause about its file; undefined where it does. */
export function unfitKey(certificatePem: string, keyPem: string): string | undefined {
  const key = privateKeyIn(keyPem);
  if (typeof key === "string") return key;
  const [certificate] = certificatesIn(certificatePem) ?? [];
  return certificate !== undefined && isKeyOf(key, certificate)
    ? undefined
    : "is not the key of ca-cert.pem";
}
