import { readFileSync, statSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { editByHand } from "../engine/world.ts";
import { clientOf } from "../embedded/kube/client.ts";
import { openShell, type Shell, startClusters, writesOf } from "./program.ts";

const NAMESPACE = "/api/v1/namespaces/istio-system";

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

async function label(cluster: string, network: string): Promise<void> {
  const client = clientOf(sandbox.cluster(cluster));
  const labels = { "topology.istio.io/network": network };
  await editByHand(client, NAMESPACE, { metadata: { labels } }, "kubectl-label");
  client.close();
}

/** Every wait for a Service, held until the gate opens: no answer comes. */
function holdWaits(): { readonly open: () => void } {
  let release = (): void => undefined;
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  const undo = sandbox.clusters.map(({ faults }) =>
    faults.add({
      when: ({ path, query }) => path.endsWith("/services") && query.has("fieldSelector"),
      effect: { kind: "hold", until },
    }),
  );
  return {
    open: () => {
      for (const one of undo) one();
      release();
    },
  };
}

function eventErrors(event: unknown): unknown {
  const url = new URL("../../schema/events.schema.json", import.meta.url);
  const schema = JSON.parse(readFileSync(url, "utf8")) as Record<string, unknown>;
  const validate = new Ajv2020({ strict: false }).compile(schema);
  validate(event);
  return validate.errors;
}

function digestIn(text: string): string {
  return /sha256:[0-9a-f]{64}/.exec(text)?.[0] ?? "no digest";
}

/** The tests of this file tell one story on one pair of clusters; each starts where the one before ended. */
describe("apply without a terminal", () => {
  test("asks no cluster before somebody has agreed", async () => {
    const { code, stdout, stderr } = await shell.meshplan("apply");
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    expect(stderr).toContain("--auto-approve");
    expect(sandbox.clusters.flatMap(({ requests }) => requests)).toEqual([]);
  });

  test("refuses another digest than the one that was reviewed: 4, nothing written", async () => {
    const { code, stderr } = await shell.meshplan("apply", "--expect-digest", "sha256:0");
    expect(code).toBe(4);
    expect(stderr).toContain("Nothing was written.");
    expect(writesOf(sandbox)).toEqual([]);
  });

  test("that fails before anything was written is 1", async () => {
    const allow = sandbox.clusters.map(({ faults }) =>
      faults.add({
        when: ({ method, path, query }) =>
          method === "PATCH" && !query.has("dryRun") && !path.endsWith("/leases/meshplan"),
        // A webhook's verdict: no question about rights foretells it.
        effect: { kind: "status", code: 403 },
      }),
    );
    const { code, stdout } = await shell.meshplan("apply", "--auto-approve");
    for (const undo of allow) undo();
    expect(code).toBe(1);
    expect(stdout).toContain("MP9110");
    writesOf(sandbox);
  });

  test("whose events cannot be kept writes nothing", async () => {
    const { code, stderr } = await shell.meshplan(
      ...["apply", "--auto-approve", "--events", "nowhere/events"],
    );
    expect(code).toBe(1);
    expect(stderr).toContain("MP9006");
    expect(writesOf(sandbox)).toEqual([]);
  });

  test("that is interrupted finishes what runs, says what is left and how to go on: 130", async () => {
    let release = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    sandbox.cluster("cluster1").faults.add({
      when: ({ method, path, query }) =>
        method === "PATCH" && path.endsWith("/deployments/istiod") && !query.has("dryRun"),
      times: 1,
      effect: { kind: "hold", until },
    });
    await shell.meshplan("plan", "--out", "p.plan");
    const apply = shell.start("apply", "p.plan");
    await apply.printed("cluster2/gateway-address");
    apply.interrupt();
    await apply.printed("nterrupt");
    release();
    const { code, stdout } = await apply.ended;
    expect(code).toBe(130);
    expect(stdout).toContain("meshplan apply p.plan");
    expect(writesOf(sandbox)).toContain(
      `PATCH /apis/apps/v1/namespaces/istio-system/deployments/istiod`,
    );
  });

  test.each(["SIGTERM", "SIGHUP"] as const)(
    "that gets %s while it waits says at once what is left: 130",
    async (signal) => {
      const gate = holdWaits();
      const apply = shell.start("apply", "p.plan", "--events", "ended.ndjson");
      await apply.printed("waiting for LoadBalancer address");
      apply.interrupt(signal);
      const { code, stdout } = await apply.ended;
      gate.open();
      expect(code).toBe(130);
      expect(stdout).toMatch(
        /Not started or not finished:\n(  .*\n)*  cluster1\/gateway-address\n/,
      );
      expect(stdout).not.toContain("failed");
      expect(stdout).toContain("Continue with: meshplan apply p.plan");
      const events = readFileSync(shell.path("ended.ndjson"), "utf8").trimEnd().split("\n");
      expect(events.at(-1)).toContain('"apply-finished"');
    },
  );

  test("goes on with the same saved plan, and says every event as the schema describes it", async () => {
    const { code, stdout, stderr } = await shell.meshplan(
      ...["apply", "p.plan", "--format", "json", "--events", "events.ndjson"],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(readFileSync(shell.path("events.ndjson"), "utf8")).toBe(stdout);
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly seq: number });
    expect(events.filter((event) => eventErrors(event) !== null)).toEqual([]);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)).toMatchObject({ type: "apply-finished", outcome: "done" });
  });

  test("a second time says No changes, and writes nothing", async () => {
    writesOf(sandbox);
    const { code, stdout, stderr } = await shell.meshplan("apply", "--auto-approve");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("No changes. The mesh matches mesh.yaml.");
    expect(writesOf(sandbox)).toEqual([]);
    expect((await shell.meshplan("plan", "--detailed-exitcode")).code).toBe(0);
  });

  test.each([
    ["with no changes", ["--auto-approve"], 0, "done"],
    ["of another digest", ["--expect-digest", "sha256:0"], 4, "stale"],
    ["that cannot be planned", ["--auto-approve", "--istioctl", "/nowhere"], 1, "failed"],
  ])("%s says in one event that nothing was executed", async (_, flags, code, outcome) => {
    shell.write("events.ndjson", "of an earlier run\n");
    const applied = await shell.meshplan(
      ...["apply", ...flags, "--format", "json", "--events", "events.ndjson"],
    );
    expect(applied.code).toBe(code);
    expect(readFileSync(shell.path("events.ndjson"), "utf8")).toBe(applied.stdout);
    const event = JSON.parse(applied.stdout) as unknown;
    expect(event).toMatchObject({ type: "apply-finished", seq: 1, outcome, objectsWritten: 0 });
    expect(eventErrors(event)).toBeNull();
    expect(writesOf(sandbox)).toEqual([]);
  });

  test("of a command line that is wrong leaves no event of an earlier run either", async () => {
    shell.write("events.ndjson", "of an earlier run\n");
    const { code } = await shell.meshplan("apply", "--events", "events.ndjson");
    expect(code).toBe(64);
    expect(readFileSync(shell.path("events.ndjson"), "utf8")).toBe("");
  });

  test("of the digest that was reviewed needs no other consent", async () => {
    await label("cluster1", "oops");
    const { stdout } = await shell.meshplan("plan", "--format", "json");
    const applied = await shell.meshplan("apply", "--expect-digest", digestIn(stdout));
    expect(applied).toMatchObject({ code: 0, stderr: "" });
    expect(applied.stdout).toContain('"oops" -> "network1"');
    expect(writesOf(sandbox)).toEqual([`PATCH ${NAMESPACE}`]);
  });

  test("of a stale plan names what moved: 4, nothing written", async () => {
    await label("cluster2", "oops");
    await shell.meshplan("plan", "--out", "stale.plan");
    await label("cluster2", "other");
    const { code, stderr } = await shell.meshplan("apply", "stale.plan");
    expect(code).toBe(4);
    expect(stderr).toContain("MP0510");
    expect(stderr).toContain("istio-system");
    expect(stderr).toContain("meshplan plan mesh.yaml");
    const events = await shell.meshplan("apply", "stale.plan", "--format", "json");
    expect(JSON.parse(events.stdout)).toMatchObject({ type: "apply-finished", outcome: "stale" });
    expect(writesOf(sandbox)).toEqual([]);
  });

  test("that fails halfway is 3, and names the cause once and what was skipped for it", async () => {
    const client = clientOf(sandbox.cluster("cluster1"));
    for (const name of ["services/istiod", "configmaps/values"])
      await client.request("DELETE", `${NAMESPACE}/${name}`);
    client.close();
    const allow = sandbox.cluster("cluster1").faults.add({
      when: ({ method, path, query }) =>
        method === "PATCH" && path.endsWith("/configmaps/values") && !query.has("dryRun"),
      effect: { kind: "forbid" },
    });
    const { code, stdout } = await shell.meshplan("apply", "--auto-approve");
    allow();
    expect(code).toBe(3);
    const end = stdout.slice(stdout.indexOf("Apply failed:"));
    expect(end).toContain("1 written");
    expect(end.match(/MP9110/g)).toHaveLength(1);
    expect(end).toContain("Skipped, because cluster1/control-plane failed:\n  cluster1/gateway\n");
    expect(end).toContain("continue with: meshplan apply mesh.yaml\n");
  });

  test("goes on to its end when nobody reads its lines any more", async () => {
    const { stdout, stderr } = await shell.sh(
      'meshplan apply --auto-approve | head -1 > first\necho "${PIPESTATUS[0]}"',
    );
    expect({ stdout, stderr }).toEqual({ stdout: "0\n", stderr: "" });
    expect((await shell.meshplan("plan", "--detailed-exitcode")).code).toBe(0);
  });

  test.each([
    ["its lines", "> part"],
    ["the events on stdout", "--format json > part"],
  ])("goes on to its end where a full disk loses %s, and is not 0", async (_, flags) => {
    await label("cluster1", "oops");
    writesOf(sandbox);
    const { code, stderr } = await shell.sh(`ulimit -f 0; meshplan apply --auto-approve ${flags}`);
    expect(code).toBe(3);
    expect(stderr.match(/MP\d{4}/g)).toEqual(["MP9011"]);
    expect(writesOf(sandbox)).toEqual([`PATCH ${NAMESPACE}`]);
    expect((await shell.meshplan("plan", "--detailed-exitcode")).code).toBe(0);
  });

  test("goes on to its end where a full disk takes no more events, says so last and is not 0", async () => {
    await label("cluster1", "oops");
    writesOf(sandbox);
    const { code, stdout, stderr } = await shell.sh(
      "ulimit -f 1; meshplan apply --auto-approve --events part.ndjson",
    );
    expect(code).toBe(3);
    expect(stdout).toContain("Apply complete: 1 written");
    expect(stderr).toBe(
      "error MP9011: part.ndjson could not be written to its end: the file may not grow further\n  help: make room and run the same command again; apply writes nothing twice\n",
    );
    expect(statSync(shell.path("part.ndjson")).size).toBe(1024);
    expect(writesOf(sandbox)).toEqual([`PATCH ${NAMESPACE}`]);
  });
});
