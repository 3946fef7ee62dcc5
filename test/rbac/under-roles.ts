import { expect } from "vitest";
import { readMesh } from "../../src/engine.ts";
import { grantsFor, type GrantsRequest } from "../../src/engine/grants.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { ClusterName } from "../../src/mesh/model.ts";
import { accountObjects } from "../../src/planner/account.ts";
import { readObject } from "../../src/embedded/kube/cluster.ts";
import { targetOf } from "../../src/embedded/kube/targets.ts";
import type { World } from "../engine/world.ts";
import { Authorizer, rulesOf } from "./authorizer.ts";

/** What `meshplan rbac` prints for one cluster. */
export async function rolesFor(
  world: World,
  file: string,
  cluster: string,
  { account, secrets = false }: Pick<GrantsRequest, "account"> & { readonly secrets?: boolean },
): Promise<readonly KubeObject[]> {
  const files = { ...world.ports.files, read: () => Promise.resolve(file) };
  const { mesh, topology } = await readMesh({ files }, "mesh.yaml", world.folder);
  if (mesh === undefined || topology === undefined) throw new Error("internal: a wrong mesh file");
  const clusters = [cluster as ClusterName];
  const found = await grantsFor(
    world.ports,
    { mesh, topology },
    {
      account,
      clusters,
      secrets,
      outline: true,
    },
  );
  expect(found.problems).toEqual([]);
  return accountObjects(found.grants, {
    name: `meshplan-${account}`,
    subject: { kind: "User", name: "tested" },
    namespaces: [mesh.istio.namespace],
  });
}

/** Every server allows meshplan what the printed roles allow, and nothing else; whoever else asks has all rights. */
export async function underRoles(
  world: World,
  file: string,
  account: { readonly account: "plan" | "apply"; readonly secrets?: boolean },
): Promise<UnderRoles> {
  const authorizers = new Map<string, Authorizer>();
  for (const { name, embedded } of world.sandbox.clusters) {
    const roles = await rolesFor(world, file, name, account);
    const exists = (path: string): boolean => {
      const target = targetOf(path, embedded.kinds);
      return readObject(embedded, target.kind, target.namespace, target.name ?? "") !== undefined;
    };
    authorizers.set(name, new Authorizer(rulesOf(roles), exists));
  }
  const unused = (): readonly string[] =>
    [...authorizers].flatMap(([name, one]) => one.unused.map((right) => `${name} ${right}`));
  return { unused, whileDoing: (work) => refusedWhile(world, authorizers, work) };
}

export interface UnderRoles {
  /** Rights of the roles that no request needed so far. */
  readonly unused: () => readonly string[];
  /** Does something under the roles, and gives the requests that were refused, each once. */
  readonly whileDoing: (work: () => Promise<unknown>) => Promise<readonly string[]>;
}

async function refusedWhile(
  world: World,
  authorizers: ReadonlyMap<string, Authorizer>,
  work: () => Promise<unknown>,
): Promise<readonly string[]> {
  const servers = world.sandbox.clusters;
  for (const { requests } of servers) requests.splice(0);
  const undo = servers.map(({ name, faults }) => {
    const authorizer = authorizers.get(name);
    return faults.add({
      when: (request) =>
        request.userAgent.startsWith("meshplan/") && authorizer?.permits(request) !== true,
      effect: { kind: "forbid" },
    });
  });
  try {
    await work();
  } finally {
    for (const one of undo) one();
  }
  const refused = servers.flatMap(({ name, requests }) =>
    requests
      .filter(({ status }) => status === 403)
      .map((one) => `${name} ${one.method} ${one.path}`),
  );
  return [...new Set(refused)].sort();
}
