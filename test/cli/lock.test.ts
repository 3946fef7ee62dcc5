import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { objectPath } from "../../src/kube/kinds.ts";
import { isMap, type Json } from "../../src/kube/object.ts";
import { LOCK } from "../../src/planner/lock.ts";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { at, clientOf } from "../embedded/kube/client.ts";
import { isLocking } from "../embedded/kube/is-write.ts";
import { openShell, type Running, type Shell, startClusters, writesOf } from "./program.ts";

let sandbox: Sandbox;
let shell: Shell;
beforeAll(async () => {
  sandbox = await startClusters();
  shell = openShell(sandbox);
  expect(await shell.meshplan("plan", "--out", "p.plan")).toMatchObject({ code: 0 });
});
afterAll(async () => {
  shell.remove();
  await sandbox.close();
});

/** An apply that has its locks and is held at its first write. */
async function holding(): Promise<{ readonly apply: Running; readonly open: () => void }> {
  let open = (): void => undefined;
  const until = new Promise<void>((resolve) => {
    open = resolve;
  });
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const undo = sandbox.clusters.map(({ faults }) =>
    faults.add({
      when: ({ method, path, query }) => {
        const isWrite =
          method === "PATCH" && !query.has("dryRun") && !path.endsWith("/leases/meshplan");
        if (isWrite) reach();
        return isWrite;
      },
      effect: { kind: "hold", until },
    }),
  );
  const apply = shell.start("apply", "p.plan");
  await reached;
  return {
    apply,
    open: () => {
      for (const end of undo) end();
      open();
    },
  };
}

async function lease(cluster = "cluster1"): Promise<Json> {
  const client = clientOf(sandbox.cluster(cluster));
  const { body } = await client.request("GET", objectPath(LOCK));
  client.close();
  return body;
}

const holderOf = (body: Json): Json | undefined => at(body, "spec", "holderIdentity");

test("a plan takes no lock, and neither does an apply that is not approved", async () => {
  for (const { requests } of sandbox.clusters) requests.splice(0);
  await shell.meshplan("plan");
  await shell.meshplan("apply");
  expect(sandbox.clusters.flatMap(({ requests }) => requests.filter(isLocking))).toEqual([]);
});

test("nobody holds a lock before the first apply", async () => {
  const { code, stdout } = await shell.meshplan("unlock");
  expect([code, stdout]).toEqual([0, "cluster1: not locked\ncluster2: not locked\n"]);
});

describe("while an apply runs", () => {
  test("a second one writes nothing and says who holds the lock, since when, and what to do: 5", async () => {
    const { apply, open } = await holding();
    try {
      writesOf(sandbox);
      const second = await shell.meshplan("apply", "p.plan", "--lock-timeout", "0");
      expect(second.code).toBe(5);
      expect(second.stderr).toMatch(
        /^error MP9320: cluster1 is locked: held by run [\w-]{36} on host \S+ \(process \d+\) since [\dT:-]+Z\n/,
      );
      expect(second.stderr).toContain(
        "help: if nothing runs there any more: meshplan unlock p.plan",
      );
      const unlock = await shell.meshplan("unlock", "p.plan", "--auto-approve");
      expect(unlock.code).toBe(1);
      expect(unlock.stdout).toContain("it runs on this machine");
      expect(unlock.stderr).toContain("MP9323");
      expect(writesOf(sandbox)).toEqual([]);
    } finally {
      open();
    }
    expect(await apply.ended).toMatchObject({ code: 0 });
    expect(holderOf(await lease())).toBeUndefined();
  });
});

test("an apply leaves its digest, mesh and outcome in the record of the lock", async () => {
  const annotations = at(await lease(), "metadata", "annotations");
  const runs = isMap(annotations) ? annotations["meshplan.dev/runs"] : undefined;
  const { stdout } = await shell.meshplan("show", "p.plan", "--format", "json");
  const { digest } = JSON.parse(stdout) as { readonly digest: string };
  expect(JSON.parse(typeof runs === "string" ? runs : "[]")).toMatchObject([
    { plan: digest, mesh: "mesh1", outcome: "done" },
  ]);
});

test("an apply whose lock somebody takes away ends with 3, although it has nothing to write", async () => {
  let open = (): void => undefined;
  const until = new Promise<void>((resolve) => {
    open = resolve;
  });
  const { faults } = sandbox.cluster("cluster1");
  const reached = new Promise<void>((resolve) => {
    faults.add({
      when: ({ method, path }) => {
        const isLook = method === "GET" && path.endsWith("/deployments/istiod");
        if (isLook) resolve();
        return isLook;
      },
      times: 1,
      effect: { kind: "hold", until },
    });
  });
  const apply = shell.start("apply", "p.plan", "--replay");
  await reached;
  const client = clientOf(sandbox.cluster("cluster1"));
  const stolen = { spec: { holderIdentity: "thief" } };
  const contentType = "application/merge-patch+json";
  await client.request("PATCH", objectPath(LOCK), stolen, { contentType });
  open();
  const { code, stderr } = await apply.ended;
  expect(stderr).toMatch(/^error MP9321: the lock of cluster1 is another's/m);
  expect(code).toBe(3);
  expect(await shell.meshplan("unlock", "--force")).toMatchObject({ code: 0 });
  client.close();
});

test("unlock writes the lock, and nothing else", async () => {
  const { apiVersion, kind, ...metadata } = LOCK;
  const spec = { holderIdentity: "of another machine", leaseDurationSeconds: 60 };
  const client = clientOf(sandbox.cluster("cluster1"));
  const locked = { apiVersion, kind, metadata: { ...metadata }, spec };
  await client.apply(objectPath(LOCK), locked, "tester", "&force=true");
  client.close();
  writesOf(sandbox);
  expect(await shell.meshplan("unlock", "--force")).toMatchObject({ code: 0 });
  // The lock itself is no write of this list.
  expect(writesOf(sandbox)).toEqual([]);
  expect(holderOf(await lease())).toBeUndefined();
});

describe("an apply that was killed", () => {
  test("leaves a lock that the next one on this machine takes at once", async () => {
    const client = clientOf(sandbox.cluster("cluster1"));
    await client.request("DELETE", "/apis/apps/v1/namespaces/istio-system/deployments/istiod");
    client.close();
    expect(await shell.meshplan("plan", "--out", "p.plan")).toMatchObject({ code: 0 });
    const { apply, open } = await holding();
    apply.interrupt("SIGKILL");
    await apply.ended;
    open();
    expect(holderOf(await lease())).toBeTypeOf("string");
    const next = await shell.meshplan("apply", "p.plan", "--lock-timeout", "0");
    expect(next).toMatchObject({ code: 0 });
    expect(holderOf(await lease())).toBeUndefined();
  });
});
