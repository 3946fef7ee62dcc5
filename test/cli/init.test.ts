import { existsSync, readFileSync, rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { openShell, type Shell, startClusters } from "./program.ts";

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

const read = (name: string): string => readFileSync(shell.path(name), "utf8");

describe("meshplan init", () => {
  test("writes a file for contexts, says what is in their clusters, and the file can be planned", async () => {
    const { code, stdout, stderr } = await shell.meshplan(
      ..."init two.yaml --from-contexts cluster1,cluster2".split(" "),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(`Wrote two.yaml: 2 clusters, 1 with an istiod of its own.

  cluster1  Kubernetes 1.35.4+meshplan, no Istio
  cluster2  Kubernetes 1.35.4+meshplan, no Istio

Next:
  meshplan validate two.yaml
  meshplan plan two.yaml
`);
    expect(read("two.yaml")).toBe(`# yaml-language-server: $schema=./mesh.schema.json
# (\`meshplan schema\` prints that file; docs/mesh-file.md explains every key)

apiVersion: meshplan/v1
# The mesh ID. It cannot be changed once the mesh is there.
mesh: mesh1
istio:
  version: 1.31.0
clusters:
  cluster1: { network: network1 }
  cluster2: { network: network2, primary: cluster1 }
`);
    expect(await shell.meshplan("plan", "two.yaml")).toMatchObject({ code: 0 });
  });

  test("changes no file that is there, and asks no cluster for it", async () => {
    shell.write("mine.yaml", "mine");
    const before = sandbox.cluster("cluster1").requests.length;
    const { code, stdout, stderr } = await shell.meshplan(
      ..."init mine.yaml --from-contexts cluster1".split(" "),
    );
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: "",
      stderr: `error MP9020: mine.yaml is there already: nothing was changed
  help: check it: meshplan validate mine.yaml
  help: or name another file: meshplan init FILE
`,
    });
    expect(read("mine.yaml")).toBe("mine");
    expect(sandbox.cluster("cluster1").requests).toHaveLength(before);
  });

  test.each([
    [
      "init no.yaml",
      "nobody can be asked which contexts make the mesh: this is no terminal",
      "name them: --from-contexts a,b; the kubeconfig has cluster1, cluster2",
    ],
    [
      "init no.yaml --from-contexts cluster1,cluster3",
      "--from-contexts: there is no context cluster3",
      "the kubeconfig has cluster1, cluster2",
    ],
    [
      "init no.yaml --from-contexts cluster1 --primary cluster2",
      "--primary: there is no context cluster2",
      "--from-contexts has cluster1",
    ],
    ["init -", "init writes a file", "name one: meshplan init mesh.yaml"],
  ])("refuses %s", async (line, message, hint) => {
    const { code, stderr } = await shell.meshplan(...line.split(" "));
    expect({ code, stderr }).toEqual({
      code: 64,
      stderr: `error: ${message}\n  help: ${hint}\n`,
    });
    expect(existsSync(shell.path("no.yaml"))).toBe(false);
  });

  test("says where it looked for a kubeconfig", async () => {
    const lost = openShell();
    rmSync(lost.path("kubeconfig"), { force: true });
    const { code, stderr } = await lost.meshplan("init", "new.yaml");
    lost.remove();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error MP9101: there is no kubeconfig at \S+\n {2}help: name another file: KUBECONFIG=FILE\n {2}help: or try without any cluster: meshplan demo\n$/,
    );
  });

  test("writes no file that would be wrong, and says what would be", async () => {
    const line = "init no.yaml --from-contexts cluster1 --offline --istio-version 1.12.0";
    const { code, stderr } = await shell.meshplan(...line.split(" "));
    expect(code).toBe(1);
    expect(stderr).toContain("no.yaml:8:12");
    expect(stderr).toContain("1.12.0");
    expect(existsSync(shell.path("no.yaml"))).toBe(false);
  });

  test("several with an istiod of their own get one root", async () => {
    const line =
      "init primaries.yaml --from-contexts cluster1,cluster2 --primary cluster1,cluster2";
    const { code } = await shell.meshplan(
      ...`${line} --one-network --mesh prod --offline`.split(" "),
    );
    expect(code).toBe(0);
    expect(read("primaries.yaml")).toContain(`mesh: prod
istio:
  version: 1.31.0
# Several istiods sign certificates, so they need one root. The first apply makes its key beside this file: keep it safe, and out of the repository.
trust:
  root: generated
  key: prod-root.pem
clusters:
  cluster1: { network: network1 }
  cluster2: { network: network1 }
`);
  });

  test("asks on a terminal, and again where an answer is none", async () => {
    const asked = shell.terminal("stty cols 100 rows 40; meshplan init asked.yaml");
    await asked.printed("Which of them make the mesh?");
    asked.type("1,9\r");
    await asked.printed("That is none of the answers.");
    asked.type("2 cluster1\r");
    await asked.printed("Which of them have an istiod of their own?");
    asked.type("\r");
    await asked.printed("reach each other directly");
    asked.type("no\r");
    await asked.printed("What is the mesh called?");
    asked.type("prod\r");
    const { code, stdout } = await asked.ended;
    expect(stdout).toContain("Wrote asked.yaml: 2 clusters, 1 with an istiod of its own.");
    expect(code).toBe(0);
    expect(read("asked.yaml")).toContain(`mesh: prod
istio:
  version: 1.31.0
clusters:
  cluster2: { network: network1 }
  cluster1: { network: network2, primary: cluster2 }
`);
  });

  test("asks again where the clusters are without the one that --primary names", async () => {
    const asked = shell.terminal("meshplan init by-flag.yaml --primary cluster2 --mesh prod");
    await asked.printed("Which of them make the mesh?");
    asked.type("cluster1\r");
    await asked.printed("That is none of the answers.");
    asked.type("\r");
    await asked.printed("reach each other directly");
    asked.type("\r");
    expect((await asked.ended).code).toBe(0);
    expect(read("by-flag.yaml")).toContain("cluster1: { network: network1, primary: cluster2 }");
  });

  test("refuses a --primary of nobody before it asks", async () => {
    const asked = shell.terminal("meshplan init no.yaml --primary cluster9");
    const { code, stdout } = await asked.ended;
    expect(stdout).toContain("--primary: there is no context cluster9");
    expect(stdout).not.toContain("Which of them make the mesh?");
    expect(code).toBe(64);
  });

  test("asks in lines that fit the terminal", async () => {
    const asked = shell.terminal("stty cols 40 rows 24; meshplan init narrow.yaml");
    await asked.printed("Enter for all)");
    asked.type("\r");
    await asked.printed("serves the others)");
    asked.type("\u0003");
    const { stdout } = await asked.ended;
    const lines = stdout.split(/\r?\n/).filter((line) => !line.startsWith("  "));
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(41);
  });

  test("writes nothing for a person who leaves", async () => {
    const asked = shell.terminal("meshplan init left.yaml");
    await asked.printed("Which of them make the mesh?");
    asked.type("\u0003");
    const { code, stdout } = await asked.ended;
    expect(stdout).toContain("Nothing was written.");
    expect(code).toBe(130);
    expect(existsSync(shell.path("left.yaml"))).toBe(false);
  });
});
