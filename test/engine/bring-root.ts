import { type Cacerts, encodeCacerts } from "../../src/certs/cacerts.ts";
import { issueIntermediate, makeRoot, type RootAuthority, rootIn } from "../../src/certs/root.ts";
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
  const of = { mesh: "mesh1", cluster, namespace };
  await api.request("POST", `/api/v1/namespaces/${namespace}/secrets`, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "cacerts" },
    data: encodeCacerts({ ...issueIntermediate(root, of, new Date()), ...change }),
  });
}
