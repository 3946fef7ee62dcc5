import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../src/kube/object.ts";
import { refOf } from "../../src/kube/object.ts";
import { makePlan } from "../../src/planner/make-plan.ts";
import { type Observation, observationKey, type Observed } from "../../src/planner/observed.ts";
import { encodePlan } from "../../src/planner/plan-file.ts";
import { recheckChange } from "../../src/planner/recheck.ts";
import { pathOf } from "../kube/printed-path.ts";
import { BOTH, FRAME, planned, SEED } from "./planned.ts";
import { desiredOf, name, nothingThere, SEED_TEXT } from "./seed.ts";

const MADE = { version: "0.1.0", time: "2026-01-01T00:00:00.000Z" };

/** A live object as it is after meshplan applied `body`. */
function applied(body: KubeObject, extra: object = {}): KubeObject {
  return { ...body, ...extra, metadata: { ...body.metadata, uid: "u1", resourceVersion: "7" } };
}

function withOne(
  id: string,
  kind: string,
  observation: (body: KubeObject) => Observation,
): Observed {
  const action = SEED.find((one) => one.id === id);
  const body = action?.objects.find((object) => object.body.kind === kind)?.body;
  if (action === undefined || body === undefined) throw new Error(`no ${kind} in ${id}`);
  return new Map([
    ...nothingThere(SEED),
    [observationKey(action.cluster, refOf(body)), observation(body)],
  ]);
}

const changeOf = (plan: ReturnType<typeof planned>, id: string, kind: string) =>
  plan.actions
    .find((action) => action.id === id)
    ?.changes.find((change) => change.object.kind === kind);

describe("a plan", () => {
  test("is the same for the same inputs, whatever order they come in", () => {
    const entries = [...nothingThere(SEED)];
    fc.assert(
      fc.property(fc.shuffledSubarray(entries, { minLength: entries.length }), (shuffled) => {
        expect(planned(SEED, new Map(shuffled)).digest).toBe(planned().digest);
      }),
      { numRuns: 20 },
    );
  });

  test("keeps equal bodies of several clusters once", () => {
    const hashes = planned().actions.flatMap((action) =>
      action.changes
        .filter((change) => change.object.kind === "CustomResourceDefinition")
        .map((change) => change.body),
    );
    expect(hashes).toHaveLength(2);
    expect(new Set(hashes).size).toBe(1);
  });

  test("writes objects in the order in which they can exist", () => {
    const controlPlane = planned().actions.find((action) => action.id === "cluster1/control-plane");
    expect(controlPlane?.changes.map((change) => change.object.kind)).toEqual([
      "CustomResourceDefinition",
      "Deployment",
    ]);
  });

  test("changes its digest with everything but the places of the mesh file and how this machine reaches a cluster", () => {
    const digest = planned().digest;
    const [first, ...others] = FRAME.clusters;
    if (first === undefined) throw new Error("the frame has clusters");
    const framed = (change: object) =>
      makePlan(
        { ...FRAME, clusters: [{ ...first, ...change }, ...others] },
        SEED,
        nothingThere(SEED),
      ).plan.digest;
    expect(framed({ identity: "another" })).not.toBe(digest);
    expect(framed({ serverVersion: "v1.36.0" })).not.toBe(digest);
    expect(framed({ written: { context: "another" } })).not.toBe(digest);
    const here = { context: "another", kubeconfig: "/home/me/k", server: "https://h", line: 99 };
    expect(framed(here)).toBe(digest);
    const network3 = desiredOf(SEED_TEXT.replace("network2", "network3"), BOTH);
    expect(planned(network3).digest).not.toBe(digest);
  });

  test("calls a change of ownership alone an adoption", () => {
    const observed = withOne("cluster1/namespace", "Namespace", (body) => ({
      kind: "changed",
      live: applied(body),
      sent: body,
      result: applied(body),
      leftAlone: [],
      drift: [],
      force: false,
    }));
    expect(changeOf(planned(SEED, observed), "cluster1/namespace", "Namespace")?.verb).toBe(
      "adopt",
    );
  });

  test("names the manager of a hand edit as the cause", () => {
    const observed = withOne("cluster1/namespace", "Namespace", (body) => ({
      kind: "changed",
      live: applied({
        ...body,
        metadata: { ...body.metadata, labels: { "topology.istio.io/network": "other" } },
      }),
      sent: body,
      result: applied(body),
      leftAlone: [],
      drift: ["kubectl-edit"],
      force: true,
    }));
    const change = changeOf(planned(SEED, observed), "cluster1/namespace", "Namespace");
    expect(change).toMatchObject({
      verb: "update",
      force: true,
      cause: { kind: "drift", by: ["kubectl-edit"] },
    });
    expect(change?.fields).toContainEqual({
      path: pathOf('metadata.labels["topology.istio.io/network"]'),
      before: "other",
      after: "network1",
    });
  });

  test("refuses to leave a field alone that the mesh needs", () => {
    const observed = withOne("cluster1/namespace", "Namespace", (body) => ({
      kind: "unchanged",
      live: applied(body),
      sent: body,
      leftAlone: [
        {
          path: pathOf('metadata.labels["topology.istio.io/network"]'),
          manager: "gitops",
          live: "x",
          wanted: "network1",
        },
      ],
    }));
    const { problems } = makePlan(FRAME, SEED, observed);
    expect(problems).toMatchObject([
      { code: "MP0506", cluster: "cluster1", object: { kind: "Namespace" } },
    ]);
  });
});

describe("recheck", () => {
  const fresh = planned();
  const absent = changeOf(fresh, "cluster1/namespace", "Namespace");
  const plan = planned(
    SEED,
    withOne("cluster1/namespace", "Namespace", (body) => ({
      kind: "unchanged",
      live: applied(body),
      sent: body,
      leftAlone: [],
    })),
  );
  const present = changeOf(plan, "cluster1/namespace", "Namespace");
  const body = plan.bodies.get(present?.body ?? "");
  if (absent === undefined || present === undefined || body === undefined)
    throw new Error("the seed has namespaces");
  const relabel = (network: string) =>
    applied({
      ...body,
      metadata: {
        ...body.metadata,
        labels: { ...body.metadata.labels, "topology.istio.io/network": network },
      },
    });
  const relabelled = relabel("x");
  const changing = planned(
    SEED,
    withOne("cluster1/namespace", "Namespace", (wanted) => ({
      kind: "changed",
      live: relabelled,
      sent: wanted,
      result: applied(wanted),
      leftAlone: [],
      drift: ["kubectl-edit"],
      force: true,
    })),
  );
  const drifted = changeOf(changing, "cluster1/namespace", "Namespace");
  if (drifted === undefined) throw new Error("the seed has namespaces");

  test.each([
    ["absent as planned", fresh, absent, { asPlanned: false }, "fresh"],
    [
      "appeared, and is as planned",
      fresh,
      absent,
      { live: applied(body), asPlanned: true },
      "done",
    ],
    [
      "appeared, and is something else",
      fresh,
      absent,
      { live: relabelled, asPlanned: false },
      "stale",
    ],
    [
      "untouched",
      plan,
      present,
      { live: applied(body, { status: { phase: "Active" } }), asPlanned: true },
      "fresh",
    ],
    [
      "planned to change, and untouched since",
      changing,
      drifted,
      { live: { ...relabelled, status: { phase: "Active" } }, asPlanned: false },
      "fresh",
    ],
    [
      "planned to change, and edited since",
      changing,
      drifted,
      { live: relabel("y"), asPlanned: false },
      "stale",
    ],
    [
      "planned to change, and done",
      changing,
      drifted,
      { live: applied(body), asPlanned: true },
      "done",
    ],
    ["gone", plan, present, { asPlanned: false }, "stale"],
    ["other values in our fields", plan, present, { live: relabelled, asPlanned: false }, "stale"],
    [
      "made again",
      plan,
      present,
      { live: { ...applied(body), metadata: { ...body.metadata, uid: "u2" } }, asPlanned: true },
      "stale",
    ],
  ] as const)("%s: %#", (_, of, change, seen, state) => {
    expect(recheckChange(of, change, seen).state).toBe(state);
  });
});

test("cluster names are plain strings in the plan file", () => {
  expect(JSON.parse(encodePlan(planned(), MADE))).toMatchObject({
    plan: { clusters: [{ name: name("cluster1") }, { name: "cluster2" }] },
  });
});
