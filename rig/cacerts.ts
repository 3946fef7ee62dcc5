import { readFileSync } from "node:fs";
import type { Api } from "./api.ts";
import { clusterName } from "./addresses.ts";
import { certificate } from "./certificates.ts";
import { mustRun } from "./command.ts";
import { pkiPath, type Place } from "./place.ts";
import { RigError } from "./rig-error.ts";

const ROOT = "mesh-root";
const SIGNS = ["keyUsage=critical,keyCertSign,cRLSign", "subjectKeyIdentifier=hash"];

/**
 * Brings what several primaries need before their first istiod starts: the namespace, and the Secret `cacerts` with an
 * intermediate CA of one root, as Istio's guide "Plug in CA Certificates" does it. Answers the root certificate.
 */
export async function bringCacerts(
  place: Place,
  api: (n: number) => Api,
  primaries: readonly number[],
): Promise<string> {
  await certificate(place, ROOT, "mesh root", ["basicConstraints=critical,CA:TRUE", ...SIGNS]);
  await Promise.all(primaries.map((n) => makeIntermediate(place, n)));
  for (const n of primaries) await bring(place, n, api(n));
  return readPem(place, `${ROOT}.crt`);
}

const intermediateOf = (n: number): string => `${clusterName(n)}-ca`;

async function makeIntermediate(place: Place, n: number): Promise<void> {
  const name = intermediateOf(n);
  const root = pkiPath(place, `${ROOT}.crt`);
  await certificate(
    place,
    name,
    `intermediate CA of ${clusterName(n)}`,
    ["basicConstraints=critical,CA:TRUE,pathlen:0", "authorityKeyIdentifier=keyid", ...SIGNS],
    ["-CA", root, "-CAkey", pkiPath(place, `${ROOT}.key`)],
  );
  const made = pkiPath(place, `${name}.crt`);
  await mustRun("openssl", ["verify", "-x509_strict", "-CAfile", root, made]);
}

async function bring(place: Place, n: number, api: Api): Promise<void> {
  const root = readPem(place, `${ROOT}.crt`);
  const intermediate = readPem(place, `${intermediateOf(n)}.crt`);
  await create(api, "/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "istio-system" },
  });
  await create(api, "/api/v1/namespaces/istio-system/secrets", {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "cacerts" },
    stringData: {
      "ca-cert.pem": intermediate,
      "ca-key.pem": readPem(place, `${intermediateOf(n)}.key`),
      "cert-chain.pem": intermediate + root,
      "root-cert.pem": root,
    },
  });
}

async function create(api: Api, path: string, body: Parameters<Api>[2]): Promise<void> {
  const { status } = await api("POST", path, body);
  if (status !== 201) throw new RigError(`POST ${path} answered ${status}`);
}

const readPem = (place: Place, file: string): string => readFileSync(pkiPath(place, file), "utf8");
