import { existsSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { openShell, type Shell, startClusters, writesOf } from "./program.ts";

const RENDERED = SEED.replace(
  "network: network1 }",
  "network: network1, gateway: { address: 10.1.0.200 } }",
).replace("primary: cluster1 }", "primary: cluster1, delivery: { all: render } }");

let sandbox: Sandbox;
let shell: Shell;
beforeAll(async () => {
  sandbox = await startClusters();
  shell = openShell(sandbox);
  shell.write("mesh.yaml", RENDERED);
});
afterAll(async () => {
  shell.remove();
  await sandbox.close();
});

const NAMES = [
  "cluster2/10-namespace.yaml",
  "cluster2/30-control-plane.yaml",
  "cluster2/60-gateway-address.yaml",
  "cluster2/70-gateway.yaml",
];

describe("render", () => {
  test("writes a tree, says so on stdout, and writes it once", async () => {
    const first = await shell.meshplan("render", "--outline", "--out", "manifests");
    expect(first).toMatchObject({
      code: 0,
      stdout: "manifests: 4 files written, 0 unchanged, 0 removed\n",
    });
    expect(first.stderr).toContain("Rendered with the built-in outline of Istio 1.31.0");
    const found = readdirSync(shell.path("manifests/cluster2")).map((name) => `cluster2/${name}`);
    expect(found.sort()).toEqual(NAMES);
    const second = await shell.meshplan("render", "--outline", "mesh.yaml", "--out", "manifests");
    expect(second.stdout).toBe("manifests: 0 files written, 4 unchanged, 0 removed\n");
  });

  test("prints the same bytes to stdout, under the names of the files", async () => {
    const { code, stdout } = await shell.meshplan("render", "--outline");
    expect(code).toBe(0);
    const parts = NAMES.map((name) => {
      const text = readFileSync(shell.path(`manifests/${name}`), "utf8");
      return `# file: ${name}\n${text}`;
    });
    expect(stdout).toBe(parts.join("---\n"));
  });

  test("removes what is no longer asked for, and takes everything with --all", async () => {
    const all = await shell.meshplan("render", "--outline", "--all", "--out", "manifests");
    expect(all.stdout).toBe("manifests: 6 files written, 4 unchanged, 0 removed\n");
    const back = await shell.meshplan("render", "--outline", "--out", "manifests");
    expect(back.stdout).toBe("manifests: 0 files written, 4 unchanged, 6 removed\n");
    expect(existsSync(shell.path("manifests/cluster1"))).toBe(false);
  });

  test("writes into no folder of somebody else's", async () => {
    const { code, stdout, stderr } = await shell.meshplan("render", "--outline", "--out", ".");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("MP9006");
    expect(stderr).toContain("--out DIR");
  });

  test("of a file without `render` says how to get anything, and empties its folder", async () => {
    const nothing = await shell.fed(SEED, "render", "--outline", "-");
    expect({ ...nothing, stderr: "" }).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(nothing.stderr).toContain("Nothing is delivered by `render`; --all");
    const emptied = await shell.fed(SEED, "render", "--outline", "-", "--out", "manifests");
    expect(emptied.stdout).toBe("manifests: 0 files written, 0 unchanged, 4 removed\n");
  });

  test("refuses a value that the file does not give, with the place and the field", async () => {
    const { code, stdout, stderr } = await shell.fed(SEED, "render", "--outline", "-", "--all");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("MP0475");
    expect(stderr).toContain("standard input:7:");
    expect(stderr).toContain("help: write it in clusters.cluster1.gateway.address");
  });

  test("takes a mesh file, not a saved plan", async () => {
    await shell.meshplan("plan", "--out", "p.plan");
    expect(await shell.meshplan("render", "p.plan")).toMatchObject({ code: 64, stdout: "" });
  });

  test("writes to no cluster", () => {
    expect(writesOf(sandbox)).toEqual([]);
  });
});

describe("what others have still to write", () => {
  /** Only cluster2 has anything to write, and all of it is for others. */
  const others = (file: string): string =>
    file.replace("gateway: { address", "delivery: { all: render }, gateway: { address");

  test("is no change of meshplan's: exit 0 where it has nothing to write itself", async () => {
    const alone = `apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0 }
clusters:
  cluster1: { network: network1, delivery: { all: render } }
`;
    const { code, stdout } = await shell.fed(alone, "plan", "-", "--detailed-exitcode");
    expect(stdout).toContain("No changes for meshplan to make");
    expect(stdout).toContain("cluster1: 35 for others to write");
    expect(code).toBe(0);
    const mixed = await shell.fed(others(RENDERED), "plan", "-", "--detailed-exitcode");
    expect(mixed.stdout).toMatch(
      /^Plan: 2 to add, 0 to change, 0 to destroy across 2 clusters\.$/m,
    );
    expect(mixed.stdout).toMatch(/^Also: \d+ objects for others to write\.$/m);
    expect(mixed.code).toBe(2);
  });
});
