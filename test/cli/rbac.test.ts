import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseYaml } from "../../src/adapters/host/yaml.ts";
import { isMap, type JsonMap } from "../../src/kube/object.ts";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { rulesOf } from "../rbac/authorizer.ts";
import { openShell, type Shell, startClusters, writesOf } from "./program.ts";

let sandbox: Sandbox;
let shell: Shell;
beforeAll(async () => {
  sandbox = await startClusters();
  shell = openShell(sandbox);
});
afterAll(async () => {
  shell.remove();
  await sandbox.close();
});

async function printed(...args: readonly string[]): Promise<readonly JsonMap[]> {
  const { code, stdout, stderr } = await shell.meshplan("rbac", "--outline", ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return (parseYaml(stdout) ?? []).filter(isMap);
}

const resources = (objects: readonly JsonMap[]): string => JSON.stringify(rulesOf(objects));

describe("meshplan rbac", () => {
  test("plan prints the roles of who makes read-only plans", async () => {
    const { code, stdout, stderr } = await shell.meshplan("rbac", "--outline", "plan");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    await expect(stdout).toMatchFileSnapshot("goldens/rbac-plan.yaml");
    expect(writesOf(sandbox)).toEqual([]);
  });

  test("apply prints the roles of who applies, and says how much that is", async () => {
    const { stdout } = await shell.meshplan("rbac", "--outline", "apply", "--user", "deployer");
    await expect(stdout).toMatchFileSnapshot("goldens/rbac-apply.yaml");
  });

  test("plan reads no Secrets but those with a name, and these only where they are asked for", async () => {
    expect(resources(await printed("plan"))).not.toContain("secrets");
    const rules = rulesOf(await printed("plan", "--with-secrets"))
      .map(({ rule }) => rule)
      .filter((rule) => JSON.stringify(rule).includes("secrets"));
    expect(rules).toEqual([
      {
        apiGroups: [""],
        resourceNames: [
          "istio-reader-service-account-istio-remote-secret-token",
          "istio-remote-secret-cluster2",
        ],
        resources: ["secrets"],
        verbs: ["get"],
      },
    ]);
  });

  test("--cluster leaves out what only the others need", async () => {
    const [all, remote] = [await printed("plan"), await printed("plan", "--cluster", "cluster2")];
    // Everything that meshplan writes is listed everywhere, for what is left over.
    const readsOne = (objects: readonly JsonMap[]): boolean =>
      rulesOf(objects).some(({ rule }) =>
        /"virtualservices".*"get"/.test(JSON.stringify([rule["resources"], rule["verbs"]])),
      );
    expect([readsOne(all), readsOne(remote)]).toEqual([true, false]);
  });

  test("binds to the account, user or group that is named", async () => {
    const subjectsOf = async (...args: readonly string[]) => {
      const objects = await printed("plan", ...args);
      const kinds = objects.map(({ kind }) => kind);
      const subjects = objects.flatMap(({ subjects: of }) => (of === undefined ? [] : [of]));
      expect(kinds.includes("ServiceAccount")).toBe(
        !args.includes("--user") && !args.includes("--group"),
      );
      return [...new Set(subjects.map((one) => JSON.stringify(one)))];
    };
    expect(await subjectsOf("--name", "reader", "--namespace", "ops")).toEqual([
      '[{"kind":"ServiceAccount","name":"reader","namespace":"ops"}]',
    ]);
    expect(await subjectsOf("--user", "oidc:ci: yes")).toEqual([
      '[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"oidc:ci: yes"}]',
    ]);
    expect(await subjectsOf("--group", "ci")).toEqual([
      '[{"apiGroup":"rbac.authorization.k8s.io","kind":"Group","name":"ci"}]',
    ]);
  });

  test.each([
    ["rbac", "delete"],
    ["rbac", "plan", "--cluster", "cluster9"],
    ["rbac", "plan", "--name", "Not A Name"],
    ["rbac", "plan", "--user", "a\nb"],
    ["rbac", "plan", "--user", "a", "--group", "b"],
    ["rbac", "apply", "--with-secrets"],
  ])("%s %s %s %s is refused: 64", async (...args) => {
    const { code, stdout } = await shell.meshplan(...args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
  });
});
