import { type Cacerts, encodeCacerts } from "../../src/certs/cacerts.ts";
import { issueIntermediate, makeRoot, type RootAuthority, rootIn } from "../../src/certs/root.ts";
import type { JsonMap } from "../../src/kube/object.ts";
import type { World } from "./world.ts";

/** A root of somebody's, made anew. */
export function newRoot(): RootAuthority {
  const now = new Date();
  return rootIn(makeRoot("mesh1", now), "the root of a test", now);
}

/** What a person does before the first apply: the namespace, and cacerts with an intermediate of a root. */
export async function bringRoot(
  world: World,
  cluster: string,
  root: RootAuthority,
  change: Partial<Cacerts> = {},
  namespace = "istio-system",
): Promise<void> {
  const api = world.api(cluster);
  await api.request("POST", "/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace },
  });
  await bringSecret(
    world,
    cluster,
    root,
    (made) => encodeCacerts({ ...made, ...change }),
    namespace,
  );
}

/** The same as cert-manager makes it: a Secret for TLS. */
export async function bringTlsRoot(
  world: World,
  cluster: string,
  root: RootAuthority,
  change: JsonMap = {},
): Promise<void> {
  await world.api(cluster).request("POST", "/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "istio-system" },
  });
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  await bringSecret(world, cluster, root, (made) => ({
    "tls.crt": base64(made["ca-cert.pem"]),
    "tls.key": base64(made["ca-key.pem"]),
    "ca.crt": base64(made["root-cert.pem"]),
    ...change,
  }));
}

async function bringSecret(
  world: World,
  cluster: string,
  root: RootAuthority,
  dataOf: (made: Cacerts) => JsonMap,
  namespace = "istio-system",
): Promise<void> {
  const api = world.api(cluster);
  const of = { mesh: "mesh1", cluster, namespace };
  await api.request("POST", `/api/v1/namespaces/${namespace}/secrets`, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "cacerts" },
    data: dataOf(issueIntermediate(root, of, new Date())),
  });
}
