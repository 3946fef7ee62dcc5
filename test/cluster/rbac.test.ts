import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { APPLY_PATCH } from "../../rig/api.ts";
import { askedSince } from "../../rig/audit.ts";
import { type Rig, startRig, type WriteMark } from "../../rig/client.ts";
import { LESSER_USERS } from "../../rig/users.ts";
import { parseYaml } from "../../src/adapters/host/yaml.ts";
import { objectPath } from "../../src/kube/kinds.ts";
import { isList, isMap, type Json, type KubeObject, refOf } from "../../src/kube/object.ts";
import { notAvailable } from "./mesh.ts";
import { type Meshplan, meshplanIn } from "./meshplan.ts";

const LIMITED = LESSER_USERS[1];
const AS_LIMITED = [1, 2].flatMap((n) => ["--context", `cluster${n}=cluster${n}-limited`]);

/** The tests of this block tell one story on one pair of clusters; each starts where the one before ended. */
describe("accounts with the printed roles and nothing else, on real API servers", () => {
  let rig: Rig;
  let meshplan: Meshplan;
  const given = new Map<string, readonly KubeObject[]>();
  beforeAll(async () => {
    rig = await startRig({ clusters: 2 });
    meshplan = meshplanIn(rig);
  });
  afterAll(async () => {
    meshplan.remove();
    await rig.down();
  });

  /** Gives the user `limited` what `meshplan rbac` prints for it, in every cluster. */
  async function give(account: "plan" | "apply"): Promise<void> {
    const { code, stdout, stderr } = await meshplan("rbac", account, "--user", LIMITED.name);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const objects = (parseYaml(stdout) ?? []) as readonly KubeObject[];
    given.set(account, objects);
    for (const object of objects) await put(object);
  }

  async function put(object: KubeObject): Promise<void> {
    for (const n of [1, 2]) {
      const path = `${objectPath(refOf(object))}?fieldManager=rbac&force=true`;
      const { status, body } = await rig.api(n)("PATCH", path, object, APPLY_PATCH);
      expect([200, 201], JSON.stringify(body)).toContain(status);
    }
  }

  async function takeAway(account: "plan" | "apply"): Promise<void> {
    const roles = (given.get(account) ?? []).filter(({ kind }) => /Role(Binding)?$/.test(kind));
    for (const role of [...roles].reverse())
      for (const n of [1, 2]) {
        const { status } = await rig.api(n)("DELETE", objectPath(refOf(role)));
        expect(status).toBe(200);
      }
  }

  async function readOnlyPlan() {
    const mark = rig.markWrites();
    const flags = ["--read-only", "--detailed-exitcode", ...AS_LIMITED];
    const { code, stdout, stderr } = await meshplan("plan", "mesh.yaml", ...flags);
    return { code, stdout, stderr, asked: askedByLimited(mark) };
  }

  function askedByLimited(mark: WriteMark): readonly string[] {
    return mark.flatMap(({ cluster, position }) =>
      askedSince(rig.place, cluster, position, LIMITED),
    );
  }

  test("a read-only plan of empty clusters asks for get and list alone", async () => {
    await give("plan");
    const { code, stdout, stderr, asked } = await readOnlyPlan();
    expect({ code, stderr }).toMatchObject({ code: 2 });
    expect(stdout).toContain("The plan is read-only");
    expect(stderr).not.toContain("error");
    expect(asked).toEqual([]);
    await takeAway("plan");
  });

  test("without the roles there is no plan", async () => {
    const { code, stderr } = await readOnlyPlan();
    expect({ code, stderr }).toMatchObject({ code: 1 });
  });

  test("the account that applies is allowed all of an apply, roles of Istio included", async () => {
    await give("apply");
    const { code, stderr, stdout } = await meshplan(
      ...["apply", "mesh.yaml", "--auto-approve", ...AS_LIMITED],
    );
    expect({ code, stderr, stdout }).toMatchObject({ code: 0 });
    expect(await notAvailable(rig)).toEqual([]);
    await takeAway("apply");
  });

  test("a read-only plan of the running mesh has no changes, and says which Secrets it did not read", async () => {
    await give("plan");
    const { code, stdout, stderr, asked } = await readOnlyPlan();
    expect({ code, stderr, stdout }).toMatchObject({ code: 0 });
    expect(stdout).toContain("2 Secrets not checked");
    expect(stderr).toContain("warning MP0596");
    expect(asked).toEqual([]);
  });

  test("with one rule fewer there is no plan: the right is asked for", async () => {
    const role = given.get("plan")?.find(({ kind }) => kind === "ClusterRole");
    const rules = role?.["rules"];
    if (role === undefined || !isList(rules)) throw new Error("internal: no ClusterRole");
    const isOfBindings = (rule: Json): boolean =>
      isMap(rule) && JSON.stringify(rule["resources"] ?? []).includes("clusterrolebindings");
    await put({ ...role, rules: rules.filter((rule) => !isOfBindings(rule)) });
    const { code, stderr } = await readOnlyPlan();
    expect({ code, stderr }).toMatchObject({ code: 1 });
    expect(stderr).toContain("MP0503");
    expect(stderr).toContain("clusterroles");
  });
});
