import { join } from "node:path";
import { CACERTS_KEYS, cacertsOf, inspectCacerts } from "../certs/cacerts.ts";
import { certificateBundle } from "../certs/pem.ts";
import { rootIn } from "../certs/root.ts";
import { MeshplanError } from "../errors.ts";
import { folderOf } from "../mesh/build-trust.ts";
import type { ClusterName, FilePlace, Mesh } from "../mesh/model.ts";
import { type Bundle, type TrustFiles, writesCacerts } from "../planner/trust.ts";
import type { Files } from "../ports.ts";

/**
 * Reads the user's files about the root: what a plan needs to know of them. Never writes one.
 *
 * Private keys are read to see that they fit, and forgotten. Throws MP9240 where others may read one, MP9241 where
 * `trust.key` is the file of something else; what is wrong with a folder is said in its chain.
 */
export async function readTrustFiles(files: Files, mesh: Mesh, now: Date): Promise<TrustFiles> {
  const { trust } = mesh;
  switch (trust.root) {
    case "istiod":
    case "existing":
      return { root: trust.root };
    case "generated": {
      const text = await files.readPrivate(trust.key.path);
      if (text === undefined) return { root: "generated", key: trust.key };
      const { certificate } = rootIn(text, trust.key.written, now);
      const name = certificate.subject.replaceAll("\n", ", ");
      const at = new Date(certificate.validTo).toISOString();
      const held = { fingerprint: certificate.fingerprint256, expires: { name, at, isRoot: true } };
      return { root: "generated", key: trust.key, held };
    }
    case "files": {
      const read = writesCacerts(mesh).map(async ({ name }): Promise<[ClusterName, Bundle]> => [
        name,
        await readBundle(files, folderOf(trust.folder, name), now),
      ]);
      return { root: "files", folder: trust.folder, bundles: new Map(await Promise.all(read)) };
    }
  }
}

/** What a plan file may hold of a folder: nothing but certificates. */
const PUBLIC_KEYS = ["ca-cert.pem", "cert-chain.pem", "root-cert.pem"] as const;

async function readBundle(files: Files, folder: FilePlace, now: Date): Promise<Bundle> {
  const texts = new Map<string, string>();
  for (const key of CACERTS_KEYS) {
    const path = join(folder.path, key);
    const text = key === "ca-key.pem" ? await files.readPrivate(path) : await readIf(files, path);
    if (text === undefined) return { folder, chain: { problem: `there is no ${key}` } };
    texts.set(key, text);
  }
  const cacerts = cacertsOf((key) => texts.get(key) ?? "");
  const bundles = new Map<string, string>();
  for (const key of PUBLIC_KEYS) {
    const bundle = certificateBundle(cacerts[key]);
    if (bundle.problem !== undefined)
      return { folder, chain: { problem: `${key} ${bundle.problem}` } };
    bundles.set(key, bundle.pem);
  }
  const encoded = (key: (typeof PUBLIC_KEYS)[number]): string =>
    Buffer.from(bundles.get(key) ?? "").toString("base64");
  return {
    folder,
    chain: inspectCacerts(cacerts, now),
    certificates: {
      "ca-cert.pem": encoded("ca-cert.pem"),
      "cert-chain.pem": encoded("cert-chain.pem"),
      "root-cert.pem": encoded("root-cert.pem"),
    },
  };
}

async function readIf(files: Files, path: string): Promise<string | undefined> {
  try {
    return await files.read(path);
  } catch (error) {
    if (error instanceof MeshplanError && error.code === "MP9001") return undefined;
    throw error;
  }
}
