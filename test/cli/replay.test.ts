import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { objectPath } from "../../src/kube/kinds.ts";
import { LOCK } from "../../src/planner/lock.ts";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { at, clientOf } from "../embedded/kube/client.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { openShell, type Shell, startClusters, writesOf } from "./program.ts";

const CHANGED = SEED.replace(
  "network: network1 }",
  "network: network1, gateway: { annotations: { example.com/lb: internal } } }",
);

const SLOW = { timeout: 120_000 };

let sandbox: Sandbox;
let shell: Shell;
beforeAll(async () => {
  sandbox = await startClusters();
  shell = openShell(sandbox);
  shell.write("changed.yaml", CHANGED);
  expect(await shell.meshplan("apply", "--auto-approve")).toMatchObject({ code: 0 });
}, SLOW.timeout);
afterAll(async () => {
  shell.remove();
  await sandbox.close();
});

async function plan(file: string, out: string): Promise<void> {
  const { code, stderr } = await shell.meshplan("plan", file, "--out", out);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
}

async function annotation(): Promise<unknown> {
  const client = clientOf(sandbox.cluster("cluster1"));
  const service = "/api/v1/namespaces/istio-system/services/istio-eastwestgateway";
  const { body } = await client.request("GET", service);
  client.close();
  return at(body, "metadata", "annotations", "example.com/lb");
}

const madeIn = (path: string): string =>
  /"created":"([^"]*)"/.exec(readFileSync(shell.path(path), "utf8"))?.[1] ?? "";

async function deleteLease(cluster: string): Promise<void> {
  const client = clientOf(sandbox.cluster(cluster));
  await client.request("DELETE", objectPath(LOCK));
  client.close();
}

/** Twenty applies of other plans, in years to come. */
async function fillRecord(cluster: string): Promise<void> {
  const runs = Array.from({ length: 20 }, (_, index) => ({
    plan: `sha256:${String(index)}`,
    mesh: "mesh1",
    outcome: "done",
    finished: "2999-01-01T00:00:00.000Z",
  }));
  const annotations = { "meshplan.dev/runs": JSON.stringify(runs) };
  const client = clientOf(sandbox.cluster(cluster));
  const contentType = "application/merge-patch+json";
  await client.request("PATCH", objectPath(LOCK), { metadata: { annotations } }, { contentType });
  client.close();
}

/** The tests of this file tell one story: from A to B, back to A, and the first plan again. */
describe("a saved plan that was applied and taken back", SLOW, () => {
  test("is not applied again, says when and by whom it was, and how to go on: 4", async () => {
    await plan("changed.yaml", "p1.plan");
    expect(await shell.meshplan("apply", "p1.plan")).toMatchObject({ code: 0, stderr: "" });
    expect(await annotation()).toBe("internal");
    await plan("mesh.yaml", "p2.plan");
    expect(await shell.meshplan("apply", "p2.plan")).toMatchObject({ code: 0, stderr: "" });
    writesOf(sandbox);
    const { code, stderr } = await shell.meshplan("apply", "p1.plan");
    expect(code).toBe(4);
    const ended = /already, at (\S+) by run ([\w-]{36}) on host (\S+) \(cluster1, cluster2\)/.exec(
      stderr,
    );
    expect(Date.parse(ended?.[1] ?? "")).toBeGreaterThan(Date.parse(madeIn("p1.plan")));
    expect(stderr.replace(ended?.[0] ?? "", "[END]")).toBe(
      [
        `error MP9145: p1.plan, made at ${madeIn("p1.plan")}, was applied to its end [END]. Nothing was written.`,
        "  Lease default/meshplan",
        "  help: see what is to do now: meshplan plan changed.yaml",
        "  help: to apply this plan once more all the same: meshplan apply p1.plan --replay",
        "",
      ].join("\n"),
    );
    expect(writesOf(sandbox)).toEqual([]);
    expect(await annotation()).toBeUndefined();
  });

  test("says so in its event, too, as often as it is tried, and gives the lock back", async () => {
    for (const _ of [1, 2]) {
      const { code, stdout } = await shell.meshplan("apply", "p1.plan", "--format", "json");
      expect(code).toBe(4);
      expect(JSON.parse(stdout)).toMatchObject({ type: "apply-finished", outcome: "stale" });
    }
    const { stdout } = await shell.meshplan("unlock", "p1.plan");
    expect(stdout).toBe("cluster1: not locked\ncluster2: not locked\n");
  });

  test("is applied again with --replay", async () => {
    const { code, stderr } = await shell.meshplan("apply", "p1.plan", "--replay");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(await annotation()).toBe("internal");
    expect(await shell.meshplan("apply", "p1.plan")).toMatchObject({ code: 4 });
  });

  test("is another than one of the same content that was made later", async () => {
    await plan("mesh.yaml", "p3.plan");
    const digest = (text: string): unknown => (JSON.parse(text) as { digest: string }).digest;
    const [second, third] = ["p2.plan", "p3.plan"].map((one) =>
      digest(readFileSync(shell.path(one), "utf8")),
    );
    expect(third).toBe(second);
    expect(await shell.meshplan("apply", "p3.plan")).toMatchObject({ code: 0, stderr: "" });
    expect(await annotation()).toBeUndefined();
  });

  test("has nothing to do with a mesh file, which is planned now", async () => {
    const { code, stderr } = await shell.meshplan("apply", "--auto-approve", "--replay");
    expect(code).toBe(64);
    expect(stderr).toContain("--replay is for saved plans");
  });
});

describe("a saved plan of two clusters", SLOW, () => {
  const relabel = async (value: string): Promise<void> => {
    shell.write("labelled.yaml", `${SEED}metadata: { labels: { example.com/v: ${value} } }\n`);
    await plan("labelled.yaml", "both.plan");
    expect(await shell.meshplan("apply", "both.plan")).toMatchObject({ code: 0, stderr: "" });
  };
  const again = (): ReturnType<Shell["meshplan"]> => shell.meshplan("apply", "both.plan");

  test("was applied where both say so", async () => {
    await relabel("a");
    const { code, stderr } = await again();
    expect(code).toBe(4);
    expect(stderr).toMatch(/on host \S+ \(cluster1, cluster2\)\. Nothing was written/);
  });

  test("goes on where the Lease of one was deleted, and says whose", async () => {
    await relabel("b");
    await deleteLease("cluster2");
    const { code, stderr } = await again();
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^warning MP9147: both\.plan, made at \S+, was applied to its end by the record of cluster1 \(at \S+ by run \S+ on host \S+\), and not by that of cluster2 \(its Lease was deleted since\); the apply continues\n/,
    );
    expect(await again()).toMatchObject({ code: 4 });
  });

  test("that did not come to its end goes on without being asked, as often as it takes", async () => {
    shell.write("labelled.yaml", `${SEED}metadata: { labels: { example.com/v: c } }\n`);
    await plan("labelled.yaml", "both.plan");
    const undo = sandbox.cluster("cluster2").faults.add({
      when: ({ method, path, query }) =>
        method === "PATCH" && path.endsWith("/namespaces/istio-system") && !query.has("dryRun"),
      effect: { kind: "forbid" },
    });
    const printed: string[] = [];
    for (const _ of [1, 2]) {
      const { code, stdout, stderr } = await again();
      expect({ stderr, failed: [1, 3].includes(code ?? 0) }).toEqual({ stderr: "", failed: true });
      expect(stdout).toContain("Apply failed:");
      printed.push(stdout);
    }
    undo();
    const last = await again();
    expect(last).toMatchObject({ code: 0, stderr: "" });
    // It was reviewed, and what is done since is no change any more: only the first apply prints it.
    const [first, ...others] = printed.concat(last.stdout);
    expect(first).toMatch(/^mesh1, Istio/);
    for (const stdout of others) {
      expect(stdout).toMatch(
        /^An apply of both\.plan ended at \S+ before it was done\. This one goes on: what\nis done already stays as it is\.\nmeshplan show both\.plan prints the plan\.\nPlan: 0 to add, \d+ to change, 0 to destroy across 2 clusters\.\n/,
      );
      expect(stdout).not.toContain("Risks to review");
    }
    expect(await again()).toMatchObject({ code: 4 });
  });

  test("is not applied where the clusters have forgotten the time when it was made", async () => {
    shell.write("labelled.yaml", `${SEED}metadata: { labels: { example.com/v: forgotten } }\n`);
    await plan("labelled.yaml", "both.plan");
    for (const cluster of ["cluster1", "cluster2"]) await fillRecord(cluster);
    const { code, stderr } = await again();
    expect(code).toBe(4);
    expect(stderr).toBe(
      [
        `error MP9146: whether both.plan, made at ${madeIn("both.plan")}, was applied already is not known: the applies since then are more than cluster1, cluster2 remember. Nothing was written.`,
        "  Lease default/meshplan",
        "  help: see what is to do now: meshplan plan labelled.yaml",
        "  help: to apply this plan once more all the same: meshplan apply both.plan --replay",
        "",
      ].join("\n"),
    );
    expect(await shell.meshplan("apply", "both.plan", "--replay")).toMatchObject({ code: 0 });
    expect((await again()).stderr).toContain("MP9145");
  });
});
