import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { SEED } from "../mesh/build-mesh.ts";
import { startWorld, type World } from "../engine/world.ts";
import { rolesFor } from "../rbac/under-roles.ts";

/** All that another fact takes beside its file (`dummy/fact.ts`): a line in the registry. */
vi.mock(import("../../src/observe/facts/registry.ts"), async (original) => {
  const [real, { dummy }] = await Promise.all([original(), import("./dummy/fact.ts")]);
  return { FACTS: [...real.FACTS, dummy] };
});

/** And all that another check takes (`dummy/check.ts`). */
vi.mock(import("../../src/planner/checks/registry.ts"), async (original) => {
  const [real, { dummyIsThere }] = await Promise.all([original(), import("./dummy/check.ts")]);
  return { CHECKS: [...real.CHECKS, dummyIsThere] };
});

let world: World;
let uid: unknown;
beforeAll(async () => {
  world = await startWorld();
  const api = world.api("cluster1");
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "dummy" } };
  await api.request("POST", "/api/v1/namespaces", namespace);
  const metadata = { name: "dummy", namespace: "dummy" };
  const made = { apiVersion: "v1", kind: "ConfigMap", metadata };
  const { body } = await api.request("POST", "/api/v1/namespaces/dummy/configmaps", made);
  uid = (body as { readonly metadata: { readonly uid: string } }).metadata.uid;
});
afterAll(() => world.close());

const PATH = "/api/v1/namespaces/dummy/configmaps/dummy";
const askedFor = (cluster: string): readonly string[] =>
  world.sandbox
    .cluster(cluster)
    .requests.filter(({ path }) => path === PATH)
    .map(({ method }) => method);

describe("a fact and a check that are added as a file and a line each", () => {
  test("are read where they are wanted, and told in the plan", async () => {
    const { plan, diagnostics } = await world.tryPlan();
    expect(askedFor("cluster1")).toEqual(["GET"]);
    expect(askedFor("cluster2")).toEqual([]);
    const told = { code: "MP0581", message: `cluster1 has the dummy ${String(uid)}` };
    expect(diagnostics).toMatchObject([told]);
    expect(plan?.diagnostics).toMatchObject([told]);
  });

  test("are in the roles that rbac prints, where they are wanted", async () => {
    const rights = async (cluster: string, account: "plan" | "apply") => {
      const roles = await rolesFor(world, SEED, cluster, { account });
      return roles.filter(({ metadata }) => metadata.namespace === "dummy");
    };
    const rules = [
      { apiGroups: [""], resources: ["configmaps"], resourceNames: ["dummy"], verbs: ["get"] },
    ];
    for (const account of ["plan", "apply"] as const) {
      expect(await rights("cluster1", account)).toMatchObject([{ kind: "Role", rules }, {}]);
      expect(await rights("cluster2", account)).toEqual([]);
    }
  });

  test("are a missing right where the fact may not be read", async () => {
    const undo = world.sandbox
      .cluster("cluster1")
      .faults.add({ when: ({ path }) => path === PATH, effect: { kind: "forbid" } });
    const { plan, diagnostics } = await world.tryPlan();
    undo();
    expect(plan).toBeUndefined();
    expect(diagnostics).toMatchObject([
      { code: "MP0503", cluster: "cluster1", object: { namespace: "dummy", name: "dummy" } },
    ]);
  });
});
