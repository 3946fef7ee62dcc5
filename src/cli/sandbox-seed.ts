import { encodeCacerts } from "../certs/cacerts.ts";
import { issueIntermediate, makeRoot, type RootAuthority, rootIn } from "../certs/root.ts";
import type { Sandbox, SandboxCluster } from "../embedded/istio/sandbox.ts";
import type { Mesh } from "../mesh/model.ts";

/**
 * Brings into the sandbox what a mesh file says is there already: for `trust: { root: existing }` the Secret `cacerts` of each
 * cluster whose istiod signs, with an intermediate of one root that is made for this. What is there, by an earlier run of the same
 * `--state`, stays. Gives what it made, in words.
 */
export async function seedSandbox(sandbox: Sandbox, mesh: Mesh): Promise<readonly string[]> {
  if (mesh.trust.root !== "existing") return [];
  const now = new Date();
  const root = rootIn(makeRoot(mesh.name, now), "the root of the sandbox", now);
  const signing = mesh.clusters.filter(({ role }) => role === "primary");
  const made: string[] = [];
  for (const { name } of signing)
    if (await bringCacerts(sandbox.cluster(name), root, mesh))
      made.push(`${name}: Secret ${mesh.istio.namespace}/cacerts`);
  return made;
}

async function bringCacerts(
  cluster: SandboxCluster,
  root: RootAuthority,
  mesh: Mesh,
): Promise<boolean> {
  const { namespace } = mesh.istio;
  await post(cluster, "/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace },
  });
  const of = { mesh: mesh.name, cluster: cluster.name, namespace };
  return await post(cluster, `/api/v1/namespaces/${namespace}/secrets`, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "cacerts" },
    data: encodeCacerts(issueIntermediate(root, of, new Date())),
  });
}

const [CREATED, CONFLICT] = [201, 409];

/** False where it is there already. */
async function post(cluster: SandboxCluster, url: string, body: object): Promise<boolean> {
  const answered = await cluster.answer({
    method: "POST",
    url,
    headers: { authorization: `Bearer ${cluster.token}`, "content-type": "application/json" },
    body: () => Promise.resolve(Buffer.from(JSON.stringify(body))),
  });
  const status = answered !== "reset" && answered.kind === "whole" ? answered.status : 0;
  if (status !== CREATED && status !== CONFLICT)
    throw new Error(`internal: an embedded cluster answered ${String(status)} to POST ${url}`);
  return status === CREATED;
}
