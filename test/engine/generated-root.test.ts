import { rmSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { issueIntermediate, makeRoot, rootIn } from "../../src/certs/root.ts";
import { recheck } from "../../src/engine/recheck.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { planView } from "../../src/report/plan-view.ts";
import { planText } from "../../src/report/text.ts";
import { BY_OPENSSL, objectionTo } from "../certs/openssl.ts";
import { bringRoot, bringTlsRoot, newRoot } from "./bring-root.ts";
import { saved } from "./saved.ts";
import { leaksIn, sinksOf, sinksOfRun } from "./sinks.ts";
import { CACERTS, cacertsIn, LocalFile, meshWith, trustedIn } from "./trust-worlds.ts";
import { changesOf, editByHand, outcomeOf, startWorld, type World } from "./world.ts";

const TRUST = "{ root: generated, key: mesh1-root.pem }";
const TWO = meshWith(TRUST, "cluster1", "cluster2");
const THREE = meshWith(TRUST, "cluster1", "cluster2", "cluster3");
const NAMES = ["cluster1", "cluster2", "cluster3"];
const DAY = 86_400_000;

const textOf = (plan: Plan): string =>
  planText(planView(plan, "0.0.0"), { color: false, full: false, width: 200 });
const trustLine = (plan: Plan): string => /^ {2}trust +(.*)$/m.exec(textOf(plan))?.[1] ?? "";

/** The tests of this block tell one story; each starts where the one before ended. */
describe("a root that meshplan makes", () => {
  let world: World;
  let key: LocalFile;
  beforeAll(async () => {
    world = await startWorld({ file: TWO, clusters: NAMES });
    key = new LocalFile(world, "mesh1-root.pem");
  });
  afterAll(() => world.close());

  const secrets = (): readonly string[] => {
    const [, number = ""] = /-----BEGIN PRIVATE KEY-----\n([^-]+)/.exec(key.text) ?? [];
    return [...world.secrets(), key.text, number.trim(), ...number.trim().split("\n")];
  };
  const leaks = (sinks: readonly string[]) => leaksIn(sinks, secrets());

  test("is planned and not made by plan, however often", async () => {
    const [first, second] = [await world.plan(), await world.plan()];
    expect(trustLine(first)).toBe(
      "a new root for cluster1, cluster2; apply makes it and keeps its private key in mesh1-root.pem",
    );
    expect(first.trust).toEqual({ root: "generated", roots: [], path: "mesh1-root.pem" });
    expect(second.digest).toBe(first.digest);
    expect(key.exists).toBe(false);
  });

  test(`is made by the first apply, for its owner alone, and signs for every primary: seen by us ${BY_OPENSSL}`, async () => {
    const plan = await world.plan();
    const events = await world.apply(saved(plan, world.folder));
    expect(outcomeOf(events)).toBe("done");
    expect(key.mode).toBe(0o600);
    const notes = events.flatMap((event) => (event.type === "note" ? [event.text] : []));
    expect(notes.filter((text) => text.includes("mesh1-root.pem"))).toHaveLength(1);
    const root = rootIn(key.text, "mesh1-root.pem", new Date()).certificate.toString();
    const made = ["cluster1", "cluster2"].map((name) => cacertsIn(world, name));
    for (const cacerts of made) {
      expect(cacerts["root-cert.pem"]).toBe(root);
      expect(objectionTo(cacerts, new Date())).toBeUndefined();
    }
    expect(made[0]?.["ca-key.pem"]).not.toBe(made[1]?.["ca-key.pem"]);
    expect(["cluster1", "cluster2"].map((name) => trustedIn(world, name))).toEqual([root, root]);
    expect(leaks([...sinksOf(plan), ...sinksOfRun(events)])).toEqual([]);
  });

  test("and what it signed stay: the second plan is empty, with or without the key", async () => {
    const before = key.text;
    const [first, second] = [await world.plan(), await world.plan()];
    expect(changesOf(first)).toEqual([]);
    expect(second.digest).toBe(first.digest);
    rmSync(key.path);
    const without = await world.tryPlan();
    expect(without.diagnostics).toEqual([]);
    expect(without.plan?.digest).toBe(first.digest);
    key.text = before;
    expect(leaks(sinksOf(first))).toEqual([]);
  });

  test("stays when a label of the Secret was changed by hand, and so do its values", async () => {
    const before = cacertsIn(world, "cluster1");
    const labels = { "applyset.kubernetes.io/part-of": "nobody" };
    await editByHand(world.api("cluster1"), CACERTS, { metadata: { labels } });
    const plan = await world.plan();
    expect(changesOf(plan)[0]).toBe(
      "update (drift: kubectl-edit) cluster1/trust Secret istio-system/cacerts",
    );
    const text = key.text;
    rmSync(key.path);
    expect((await world.plan()).digest).toBe(plan.digest);
    expect(outcomeOf(await world.apply(plan))).toBe("done");
    key.text = text;
    expect(cacertsIn(world, "cluster1")).toEqual(before);
    expect(changesOf(await world.plan())).toEqual([]);
  });

  test("signs for another primary only where its key is, and says so before any write", async () => {
    const text = key.text;
    rmSync(key.path);
    const { plan, diagnostics } = await world.tryPlan(THREE);
    expect(diagnostics).toMatchObject([{ code: "MP0540" }]);
    if (plan === undefined) throw new Error("no plan");
    expect(plan.trust?.roots).toHaveLength(1);
    world.writes();
    await expect(world.apply(saved(plan, world.folder))).rejects.toMatchObject({ code: "MP9242" });
    expect(world.writes()).toEqual([]);
    key.text = makeRoot("mesh1", new Date());
    const { stale } = await recheck(world.ports, saved(plan, world.folder));
    expect(stale).toMatchObject([{ code: "MP0510" }]);
    key.text = text;
    expect(outcomeOf(await world.apply(saved(plan, world.folder)))).toBe("done");
    expect(trustedIn(world, "cluster3")).toBe(trustedIn(world, "cluster1"));
    expect(changesOf(await world.plan(THREE))).toEqual([]);
  });

  test("renews an intermediate that was deleted, and istiod goes on with its root", async () => {
    const before = cacertsIn(world, "cluster2");
    await world.api("cluster2").request("DELETE", CACERTS);
    const plan = await world.plan(THREE);
    expect(changesOf(plan)).toEqual(["create cluster2/trust Secret istio-system/cacerts"]);
    expect(outcomeOf(await world.apply(plan))).toBe("done");
    const after = cacertsIn(world, "cluster2");
    expect(after["ca-cert.pem"]).not.toBe(before["ca-cert.pem"]);
    expect(after["root-cert.pem"]).toBe(before["root-cert.pem"]);
    expect(trustedIn(world, "cluster2")).toBe(before["root-cert.pem"]);
    expect(changesOf(await world.plan(THREE))).toEqual([]);
  });

  test("whose key others may read, or that is none, is refused before any write", async () => {
    world.writes();
    key.mode = 0o640;
    await expect(world.tryPlan(THREE)).rejects.toMatchObject({
      code: "MP9240",
      nextSteps: [`chmod 600 ${key.path}`],
    });
    key.mode = 0o600;
    const text = key.text;
    key.text = "my shopping list\n";
    await expect(world.tryPlan(THREE)).rejects.toMatchObject({
      code: "MP9241",
      message: "mesh1-root.pem holds no private key",
    });
    expect(key.text).toBe("my shopping list\n");
    key.text = makeRoot("mesh1", new Date());
    const { diagnostics } = await world.tryPlan(THREE);
    expect(diagnostics.map(({ code, cluster }) => [code, cluster])).toEqual(
      NAMES.map((name) => ["MP0541", name]),
    );
    key.text = text;
    expect(world.writes()).toEqual([]);
  });
});

describe("an apply that makes a root", () => {
  let world: World;
  let key: LocalFile;
  beforeEach(async () => {
    world = await startWorld({ file: TWO });
    key = new LocalFile(world, "mesh1-root.pem");
  });
  afterEach(() => world.close());

  /** Nobody may write cacerts there, until the answer is called. */
  const forbid = (clusters: readonly string[]): (() => void) => {
    const undo = clusters.map((cluster) =>
      world.sandbox.cluster(cluster).faults.add({
        when: ({ method, path, query }) =>
          method === "PATCH" && path.endsWith("/cacerts") && !query.has("dryRun"),
        effect: { kind: "forbid" },
      }),
    );
    return () => {
      for (const one of undo) one();
    };
  };

  test("and ends before its last intermediate goes on with the same root, from the same saved plan", async () => {
    const plan = saved(await world.plan(), world.folder);
    const allow = forbid(["cluster2"]);
    expect(outcomeOf(await world.apply(plan))).toBe("failed");
    const made = key.text;
    const first = cacertsIn(world, "cluster1");
    allow();
    expect(outcomeOf(await world.apply(plan))).toBe("done");
    expect(key.text).toBe(made);
    expect(cacertsIn(world, "cluster1")).toEqual(first);
    expect(cacertsIn(world, "cluster2")["root-cert.pem"]).toBe(first["root-cert.pem"]);
    expect(changesOf(await world.plan())).toEqual([]);
  });

  test("and ends before its first intermediate is planned again, with the root by its fingerprint", async () => {
    const plan = saved(await world.plan(), world.folder);
    const allow = forbid(["cluster1", "cluster2"]);
    expect(outcomeOf(await world.apply(plan))).toBe("failed");
    allow();
    expect((await recheck(world.ports, plan)).stale.map(({ message }) => message)).toEqual([
      "mesh1-root.pem holds a root, and by the plan there was none yet",
    ]);
    const made = key.text;
    const again = await world.plan();
    expect(again.trust?.roots).toEqual([
      rootIn(made, key.path, new Date()).certificate.fingerprint256,
    ]);
    expect(outcomeOf(await world.apply(again))).toBe("done");
    expect(key.text).toBe(made);
  });

  test("signs with no root that somebody put there since the plan", async () => {
    const plan = saved(await world.plan(), world.folder);
    key.text = makeRoot("mesh1", new Date());
    world.writes();
    expect((await recheck(world.ports, plan)).stale).toHaveLength(1);
    expect(world.writes()).toEqual([]);
  });
});

describe("a primary that signs already", () => {
  let world: World;
  let key: LocalFile;
  beforeAll(async () => {
    world = await startWorld({ file: TWO });
    key = new LocalFile(world, "mesh1-root.pem");
  });
  afterAll(() => world.close());
  const clear = () => world.api("cluster1").request("DELETE", CACERTS);

  test("with a root that meshplan did not make stops the plan", async () => {
    await bringRoot(world, "cluster1", newRoot());
    expect((await world.tryPlan()).diagnostics).toMatchObject([
      { code: "MP0541", cluster: "cluster1", object: { name: "cacerts" } },
    ]);
    await clear();
  });

  test("with a form that hides what meshplan would write stops the plan", async () => {
    await bringTlsRoot(world, "cluster1", newRoot());
    expect((await world.tryPlan()).diagnostics).toMatchObject([
      { code: "MP0613", cluster: "cluster1", object: { name: "cacerts" } },
    ]);
    await clear();
  });

  test("with a cacerts that istiod could not start with stops the plan", async () => {
    await bringRoot(world, "cluster1", newRoot(), { "ca-key.pem": "not a key" });
    const { diagnostics } = await world.tryPlan();
    expect(diagnostics).toMatchObject([{ code: "MP0542", cluster: "cluster1" }]);
    expect(diagnostics[0]?.help).toContain(
      "kubectl --context cluster1 -n istio-system delete secret cacerts",
    );
    await clear();
  });

  test("with an intermediate of that root keeps it, and it is adopted", async () => {
    key.text = makeRoot("mesh1", new Date());
    await bringRoot(world, "cluster1", rootIn(key.text, "", new Date()));
    const before = cacertsIn(world, "cluster1");
    const plan = await world.plan();
    expect(changesOf(plan).filter((line) => line.includes("trust"))).toEqual([
      "adopt cluster1/trust Secret istio-system/cacerts",
      "create cluster2/trust Secret istio-system/cacerts",
    ]);
    await world.converge();
    expect(cacertsIn(world, "cluster1")).toEqual(before);
    expect(changesOf(await world.plan())).toEqual([]);
  });

  test.each([
    ["ends in 20 days", 710, "expires on"],
    ["has ended", 731, "expired on"],
  ])("keeps an intermediate that %s, with a warning", async (_, days, said) => {
    await clear();
    const then = new Date(Date.now() - days * DAY);
    const root = rootIn(key.text, "", new Date());
    await bringRoot(world, "cluster1", root, issueIntermediate(root, IN_CLUSTER1, then));
    const { plan, diagnostics } = await world.tryPlan();
    expect(diagnostics).toMatchObject([{ code: "MP0544", cluster: "cluster1" }]);
    expect(diagnostics[0]?.message).toContain(said);
    expect(plan && changesOf(plan)).toEqual(["adopt cluster1/trust Secret istio-system/cacerts"]);
  });
});

const IN_CLUSTER1 = { mesh: "mesh1", cluster: "cluster1", namespace: "istio-system" };

test("an istiod that signs with its own root is not given another", async () => {
  const alone = `apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0 }
clusters:
  cluster1: { network: network1 }
  cluster2: { network: network2, primary: cluster1 }
`;
  const world = await startWorld({ file: alone });
  try {
    await world.converge();
    const own = trustedIn(world, "cluster1");
    world.writes();
    const wanted = alone.replace("clusters:", `trust: ${TRUST}\nclusters:`);
    expect((await world.tryPlan(wanted)).diagnostics).toMatchObject([
      { code: "MP0543", cluster: "cluster1" },
    ]);
    expect(world.writes()).toEqual([]);
    expect(trustedIn(world, "cluster1")).toBe(own);
    // The way that docs/trust.md tells: what istiod kept goes first, and nobody is surprised by the second root.
    await world.api("cluster1").request("DELETE", CACERTS.replace("cacerts", "istio-ca-secret"));
    await world.converge(wanted);
    expect(trustedIn(world, "cluster1")).toBe(own);
    expect(changesOf(await world.plan(wanted))).toEqual([]);
  } finally {
    await world.close();
  }
});

test("a remote with an injector of its own gets an intermediate too", async () => {
  const file = `apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0 }
trust: ${TRUST}
clusters:
  cluster1: { network: network1 }
  cluster2: { network: network2, primary: cluster1, injector: local }
`;
  const world = await startWorld({ file });
  try {
    await world.converge();
    const [first, second] = ["cluster1", "cluster2"].map((name) => cacertsIn(world, name));
    expect(second?.["root-cert.pem"]).toBe(first?.["root-cert.pem"]);
    expect(second?.["ca-cert.pem"]).not.toBe(first?.["ca-cert.pem"]);
    expect(changesOf(await world.plan())).toEqual([]);
  } finally {
    await world.close();
  }
});

test("an istiod in a host gets an intermediate there, beside a primary whose istiod is its own", async () => {
  const file = `apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0, namespace: external-istiod }
trust: ${TRUST}
clusters:
  hub: {}
  config: { network: network1, controlPlane: hub }
  east: { network: network2 }
`;
  const world = await startWorld({ file, clusters: ["hub", "config", "east"] });
  try {
    const plan = await world.plan();
    const ids = plan.actions.map(({ id }) => id).filter((id) => id.endsWith("/trust"));
    expect(ids.sort()).toEqual(["east/trust", "hub/trust"]);
    await world.converge();
    const of = (cluster: string) => cacertsIn(world, cluster, "external-istiod")["root-cert.pem"];
    expect(of("hub")).toBe(of("east"));
    expect(changesOf(await world.plan())).toEqual([]);
  } finally {
    await world.close();
  }
});
