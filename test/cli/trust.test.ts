import { chmodSync, existsSync, readFileSync, renameSync, statSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { openShell, type Shell, startClusters, writesOf } from "./program.ts";

const MESH = `apiVersion: meshplan/v1
mesh: mesh1
istio:
  version: 1.31.0
trust: { root: generated, key: mesh1-root.pem }
clusters:
  cluster1: { network: network1 }
  cluster2: { network: network2 }
`;

let sandbox: Sandbox;
let shell: Shell;
let key: string;
beforeAll(async () => {
  sandbox = await startClusters();
  shell = openShell(sandbox);
  shell.write("mesh.yaml", MESH);
  key = shell.path("mesh1-root.pem");
});
afterAll(async () => {
  shell.remove();
  await sandbox.close();
});

/** The tests of this file tell one story; each starts where the one before ended. */
test("a first plan says that a root will be made, and makes none", async () => {
  const { code, stdout, stderr } = await shell.meshplan("plan", "--out", "p.plan");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/trust +a new root for cluster1, cluster2; apply makes it/);
  expect(existsSync(key)).toBe(false);
});

test("the saved plan makes the key, for its owner alone, and tells of it when it is made and at the end", async () => {
  const { code, stdout, stderr } = await shell.meshplan("apply", "p.plan", "--events", "events");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(statSync(key).mode & 0o777).toBe(0o600);
  const [made = "", end] = stdout.split("Apply complete");
  expect(made.match(/made mesh1-root.pem/g)).toHaveLength(1);
  expect(end?.match(/made mesh1-root.pem/g)).toHaveLength(1);
  const [, number = ""] = /PRIVATE KEY-----\n([^-]+)/.exec(readFileSync(key, "utf8")) ?? [];
  for (const text of [
    stdout,
    ...["p.plan", "events"].map((name) => readFileSync(shell.path(name), "utf8")),
  ])
    for (const line of number.trim().split("\n")) expect(text).not.toContain(line);
});

test("a second plan is empty, also where the key is not", async () => {
  renameSync(key, `${key}.away`);
  const { code, stdout } = await shell.meshplan("plan", "--detailed-exitcode");
  expect(code).toBe(0);
  expect(stdout).toContain("No changes.");
  renameSync(`${key}.away`, key);
});

test("a key that others may read is refused, with what to type: 1, nothing written", async () => {
  writesOf(sandbox);
  chmodSync(key, 0o644);
  const { code, stderr } = await shell.meshplan("apply", "--auto-approve");
  expect(code).toBe(1);
  expect(stderr).toContain("MP9240");
  expect(stderr).toContain(`chmod 600 ${key}`);
  expect(writesOf(sandbox)).toEqual([]);
});
