import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kubeconfigText } from "../../src/embedded/kube/sandbox-kubeconfig.ts";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { openShell, type Shell, startClusters, writesOf } from "./program.ts";

/** How the other checkout calls the same clusters. */
const OTHER = ["--context", "cluster1=one", "--context", "cluster2=two"];
const SWAPPED = ["--context", "cluster1=two", "--context", "cluster2=one"];

let sandbox: Sandbox;
let here: Shell;
let there: Shell;
let digest: string;
beforeAll(async () => {
  sandbox = await startClusters();
  here = openShell(sandbox);
  there = openShell(sandbox);
  const names = ["one", "two"];
  const renamed = sandbox.clusters.map((one, index) => ({ ...one, context: names[index] ?? "" }));
  there.write("kubeconfig", kubeconfigText(renamed));
  await here.meshplan("plan", "--out", "mesh.plan");
  there.write("mesh.plan", readFileSync(here.path("mesh.plan"), "utf8"));
  digest = digestIn(await there.meshplan("show", "mesh.plan", "--format", "json"));
});
afterAll(async () => {
  here.remove();
  there.remove();
  await sandbox.close();
});

function digestIn({ stdout }: { readonly stdout: string }): string {
  return (JSON.parse(stdout) as { readonly digest: string }).digest;
}

test("two checkouts that call the clusters otherwise have one digest", async () => {
  const own = await here.meshplan("plan", "--format", "json");
  const others = await there.meshplan("plan", "--format", "json", ...OTHER);
  expect(digestIn(own)).toBe(digest);
  expect(digestIn(others)).toBe(digest);
  const { stdout } = await there.meshplan("plan", ...OTHER);
  expect(stdout).toContain("apply mesh.yaml --context cluster1=one --context cluster2=two\n");
});

describe("a saved plan is refused before anything is written", () => {
  test.each([
    ["by a context that is not here", [], 1, "MP9103"],
    ["by contexts that lead to other clusters", SWAPPED, 4, "leads to another cluster"],
    ["by a cluster that it does not have", ["--context", "c9=x"], 64, "which the plan does not"],
    ["of another digest", [...OTHER, "--expect-digest", "sha256:0"], 4, "not the expected one"],
  ])("%s", async (_, flags, exit, says) => {
    const { code, stderr } = await there.meshplan("apply", "mesh.plan", ...flags);
    expect(stderr).toContain(says);
    expect(code).toBe(exit);
    expect(writesOf(sandbox)).toEqual([]);
  });

  test("that is older than --max-age, or of a day to come", async () => {
    const text = readFileSync(here.path("mesh.plan"), "utf8");
    for (const created of ["2020-01-01T00:00:00.000Z", "2999-01-01T00:00:00.000Z"]) {
      there.write("old.plan", text.replace(/"created":"[^"]*"/, `"created":"${created}"`));
      const old = await there.meshplan("apply", "old.plan", "--max-age", "24h", ...OTHER);
      expect(old).toMatchObject({ code: 4, stdout: "" });
      expect(old.stderr).toContain("MP9012");
      expect(old.stderr).toContain(created);
    }
    const none = await there.meshplan("apply", "--auto-approve", "--max-age", "24h", ...OTHER);
    expect(none).toMatchObject({ code: 64 });
    expect(writesOf(sandbox)).toEqual([]);
  });
});

test("of the approved digest and a fresh age it is applied where the clusters have other names", async () => {
  const flags = [...OTHER, "--expect-digest", digest, "--max-age", "24h"];
  const { code, stdout } = await there.meshplan("apply", "mesh.plan", ...flags);
  expect(stdout).toContain("Apply complete: 75 written");
  expect(code).toBe(0);
});
