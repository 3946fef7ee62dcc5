import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Cacerts, decodeCacerts } from "../../src/certs/cacerts.ts";
import type { JsonMap } from "../../src/kube/object.ts";
import type { World } from "./world.ts";

export const CACERTS = "/api/v1/namespaces/istio-system/secrets/cacerts";

export function meshWith(trust: string, ...clusters: readonly string[]): string {
  const lines = clusters.map((name, n) => `  ${name}: { network: network${n + 1} }\n`).join("");
  return `apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0 }
trust: ${trust}
clusters:
${lines}`;
}

/** A file beside the mesh file. */
export class LocalFile {
  readonly path: string;

  constructor(world: World, name: string) {
    this.path = join(world.folder, name);
  }

  get exists(): boolean {
    return existsSync(this.path);
  }

  get text(): string {
    return readFileSync(this.path, "utf8");
  }

  set text(text: string) {
    writeFileSync(this.path, text, { mode: 0o600 });
  }

  get mode(): number {
    return statSync(this.path).mode & 0o777;
  }

  set mode(mode: number) {
    chmodSync(this.path, mode);
  }
}

/** The four texts of a cluster's Secret cacerts. */
export function cacertsIn(world: World, cluster: string, namespace = "istio-system"): Cacerts {
  const { store } = world.sandbox.cluster(cluster).embedded;
  const read = decodeCacerts(store.get("secrets", namespace, "cacerts")?.["data"]);
  if ("missing" in read) throw new Error(`${cluster} has no ${read.missing.join(", ")}`);
  return read.cacerts;
}

/** What workloads of a cluster trust. */
export function trustedIn(world: World, cluster: string): string | undefined {
  const { store } = world.sandbox.cluster(cluster).embedded;
  const map = store.get("configmaps", "default", "istio-ca-root-cert")?.["data"] as
    JsonMap | undefined;
  return map?.["root-cert.pem"] as string | undefined;
}
