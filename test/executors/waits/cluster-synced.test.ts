import { describe, expect, test } from "vitest";
import { saysSynced } from "../../../src/executors/waits/cluster-synced.ts";
import { complaintIn } from "../../../src/executors/waits/istiod-log.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { Wait } from "../../../src/planner/action.ts";
import { refusal, type World } from "../gated-client.ts";
import { cluster } from "../plans.ts";
import { problemsOf, sayings, startPlan } from "../run-plan.ts";
import { waiting } from "./succession.ts";

const NS = "istio-system";

describe("cluster-synced", () => {
  const wait: Wait = {
    kind: "cluster-synced",
    of: cluster("west"),
    namespace: NS,
    timeoutSeconds: 300,
  };
  const pod = (name: string, ready = "True"): KubeObject => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: NS, labels: { app: "istiod" } },
    status: { conditions: [{ type: "Ready", status: ready }] },
  });
  const page = (status: string, value = 1) =>
    `# TYPE istiod_remote_cluster_sync_status gauge\nistio_build{component="pilot",tag="1.31.0"} 1\n` +
    `istiod_remote_cluster_sync_status{cluster="west",cluster_type="remote",status="${status}"} ${value}\n`;
  const pods = (world: World) => {
    for (const one of [pod("istiod-1"), pod("istiod-2"), pod("istiod-3", "False")])
      world.put("east", one);
  };

  test("every ready istiod pod must say so", async () => {
    const answers = [page("syncing"), page("synced"), page("synced"), page("synced")];
    const { clock, events } = startPlan(
      waiting(wait),
      { texts: () => answers.shift() ?? "" },
      pods,
    );
    await clock.asleep(50);
    clock.advance(50);
    expect(sayings(await events)).toEqual([
      "wait-started: istiod of east to report west as synced",
      "wait-progress: 1 of 2 istiod pods have it synced",
      "wait-finished: istiod of east to report west as synced",
    ]);
  });

  test.each([
    [refusal({ status: 403, serverMessage: "no" }), "pods/proxy is forbidden"],
    [refusal({ status: 503, serverMessage: "no" }), "metrics of pod istiod-1 cannot be read: 503"],
    ['istio_build{component="pilot",tag="1.28.2"} 1', "istiod 1.28 does not report it"],
  ])("where it cannot be read a note says why, and the apply goes on", async (answer, why) => {
    const { events } = startPlan(waiting(wait), { texts: () => answer }, pods);
    expect(sayings(await events)).toContain(`note: synced: not checked (${why})`);
  });

  test("a wait in vain says what istiod complains of, and leads to its log", async () => {
    const log =
      "2026-06-01T00:00:00Z\terror\twatch error in cluster west: x509: certificate signed by unknown authority\n";
    const texts = (path: string) => (path.includes("/log?") ? log : page("syncing"));
    const { clock, events } = startPlan(waiting({ ...wait, timeoutSeconds: 5 }), { texts }, pods);
    await clock.asleep(5_000);
    clock.advance(5_000);
    expect(problemsOf(await events)).toMatchObject([
      {
        code: "MP9301",
        message:
          "waited 5s for istiod of east to report west as synced, and last saw: 0 of 2 istiod pods have it synced; pod istiod-1 says: watch error in cluster west: x509: certificate signed by unknown authority",
        nextSteps: ["kubectl --context ctx-east -n istio-system logs -l app=istiod --tail=1000"],
      },
    ]);
  });

  test("and leads there too where the log may not be read", async () => {
    const texts = (path: string) =>
      path.includes("/log?") ? refusal({ status: 403, serverMessage: "no" }) : page("syncing");
    const { clock, events } = startPlan(waiting({ ...wait, timeoutSeconds: 5 }), { texts }, pods);
    await clock.asleep(5_000);
    clock.advance(5_000);
    expect(problemsOf(await events)).toMatchObject([
      {
        message: expect.stringMatching(/have it synced$/) as string,
        nextSteps: ["kubectl --context ctx-east -n istio-system logs -l app=istiod --tail=1000"],
      },
    ]);
  });

  test.each([
    ["t\terror\twatch error in cluster west: refused", "watch error in cluster west: refused"],
    ["t\twarn\tmulticluster\tno token\tcluster=west", "multicluster no token cluster=west"],
    [
      "t\terror\terror adding remote config istio-system/istio-remote-secret-west: bad",
      "error adding remote config istio-system/istio-remote-secret-west: bad",
    ],
    [
      '{"level":"error","msg":"watch error in cluster west: refused"}',
      "watch error in cluster west: refused",
    ],
    ['{"level":"error","msg":"bad","cluster":"west"}', "bad cluster=west"],
    [
      "t\terror\tcluster west: old\nt\terror\tcluster west: new\nt\tinfo\tcluster west",
      "cluster west: new",
    ],
    ["t\terror\twatch error in cluster west2: refused", undefined],
    ["t\terror\twatch error in cluster north-west: refused", undefined],
    ["t\terror\twatch error in cluster west.example: refused", undefined],
    ["t\tinfo\tAdd cluster\tcluster=west", undefined],
    ["{ no json", undefined],
    ["", undefined],
    [`t\terror\tcluster west: ${"x".repeat(500)}`, `cluster west: ${"x".repeat(386)}…`],
  ])("of a log takes the newest complaint about the cluster: %j", (log, said) => {
    expect(complaintIn(log, "west")).toBe(said);
  });

  test("reads the gauge of the right cluster, whatever the order of labels", () => {
    expect(saysSynced(page("synced"), "west")).toBe(true);
    expect(saysSynced(page("synced", 0), "west")).toBe(false);
    expect(saysSynced(page("syncing"), "west")).toBe(false);
    expect(saysSynced(page("timeout"), "west")).toBe(false);
    // The last that istiod reports when a remote secret changed: the connection before it is closed.
    expect(saysSynced(page("closed"), "west")).toBe(true);
    expect(saysSynced(page("closed", 0), "west")).toBe(false);
    expect(saysSynced(page("synced"), "wes")).toBe(false);
    expect(
      saysSynced('istiod_remote_cluster_sync_status{status="synced",cluster="west"} 1', "west"),
    ).toBe(true);
  });
});
