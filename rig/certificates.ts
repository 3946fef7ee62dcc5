import { mkdirSync } from "node:fs";
import { addressesOf } from "./addresses.ts";
import { mustRun } from "./command.ts";
import { pkiPath, type Place } from "./place.ts";

const CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650"];

/** Makes the rig's CA, the key that signs service account tokens, and a serving certificate for each API server. */
export async function makeCertificates(place: Place, clusters: number): Promise<void> {
  mkdirSync(pkiPath(place, ""), { recursive: true });
  await Promise.all([
    certificate(place, "ca", "rig-ca", ["keyUsage=critical,keyCertSign,cRLSign,digitalSignature"]),
    mustRun("openssl", ["genrsa", "-out", pkiPath(place, "service-accounts.key"), "2048"]),
    certificate(place, "workload", "workload", []),
  ]);
  const numbers = Array.from({ length: clusters }, (_, index) => index + 1);
  await Promise.all(numbers.map((n) => servingCertificate(place, n)));
}

async function servingCertificate(place: Place, n: number): Promise<void> {
  const { apiServer, firstService } = addressesOf(n);
  const service = ["kubernetes", "kubernetes.default", "kubernetes.default.svc"];
  const names = [
    ...[apiServer, firstService, "127.0.0.1"].map((address) => `IP:${address}`),
    ...["localhost", ...service, "kubernetes.default.svc.cluster.local"].map(
      (name) => `DNS:${name}`,
    ),
  ];
  await certificate(
    place,
    `api${n}`,
    "kube-apiserver",
    [
      `subjectAltName=${names.join(",")}`,
      "basicConstraints=critical,CA:FALSE",
      "extendedKeyUsage=serverAuth",
    ],
    ["-CA", pkiPath(place, "ca.crt"), "-CAkey", pkiPath(place, "ca.key")],
  );
}

/** `NAME.crt` and `NAME.key` in the rig's folder: signed by itself, or by whom `signer` (openssl's own flags) says. */
export async function certificate(
  place: Place,
  name: string,
  commonName: string,
  extensions: readonly string[],
  signer: readonly string[] = [],
): Promise<void> {
  const files = ["-keyout", pkiPath(place, `${name}.key`), "-out", pkiPath(place, `${name}.crt`)];
  const added = extensions.flatMap((extension) => ["-addext", extension]);
  const subject = ["-subj", `/CN=${commonName}`];
  await mustRun("openssl", ["req", "-x509", ...CURVE, ...subject, ...signer, ...files, ...added]);
}
