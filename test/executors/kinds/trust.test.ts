import { describe, expect, test } from "vitest";
import {
  type Cacerts,
  CACERTS_KEYS,
  cacertsOf,
  encodeCacerts,
  inspectCacerts,
} from "../../../src/certs/cacerts.ts";
import {
  issueIntermediate,
  makeRoot,
  rootIn,
  type RootAuthority,
} from "../../../src/certs/root.ts";
import { execute } from "../../../src/executors/execute.ts";
import { prepareSigner } from "../../../src/executors/signer.ts";
import type { Json, KubeObject } from "../../../src/kube/object.ts";
import { deferred } from "../../../src/planner/deferred.ts";
import type { Plan } from "../../../src/planner/plan.ts";
import type { Files } from "../../../src/ports.ts";
import { ALONE } from "../alone.ts";
import { collect, expectLaws, outcomesOf } from "../event-laws.ts";
import { refusal, type Script, World } from "../gated-client.ts";
import { ManualClock } from "../manual-clock.ts";
import { id, planOf } from "../plans.ts";
import { recheckedIn } from "../run-plan.ts";

const KEY = "/meshes/mesh1-root.pem";
const clock = new ManualClock();
const NOW = new Date(clock.now());
const OF = { mesh: "mesh1", cluster: "east", namespace: "istio-system" };

const rootOf = (text: string): RootAuthority => rootIn(text, KEY, NOW);
const secret = (data: Readonly<Record<string, Json>>): KubeObject => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "cacerts", namespace: "istio-system" },
  data,
});

function planFor(roots: readonly string[], ...clusters: readonly string[]): Plan {
  const steps = clusters.map((cluster) => {
    const action = id(`${cluster}/trust`);
    const data = cacertsOf<Json>((output) => deferred({ action, output }, "{}", true));
    const kind = { kind: "trust", root: "generated", key: { written: KEY, path: KEY } } as const;
    return { id: `${cluster}/trust`, kind, objects: [secret(data)] };
  });
  return { ...planOf(...steps), trust: { root: "generated", roots, path: "mesh1-root.pem" } };
}

/** A disk with at most the one file. */
function disk(text?: string) {
  const content = { text, writes: 0 };
  const files: Files = {
    read: () => Promise.reject(new Error("internal: a key is read as a private file")),
    writePrivate: () => Promise.reject(new Error("internal: a key is never overwritten")),
    readPrivate: () => Promise.resolve(content.text),
    createPrivate: (_, made) => {
      content.text = made;
      content.writes += 1;
      return Promise.resolve();
    },
  };
  return { content, files };
}

async function run(plan: Plan, files: Files, world: World) {
  const keys = await prepareSigner(files, plan, new Set(), NOW);
  const signer = await keys.open();
  const seen = recheckedIn(world, plan);
  const events = await collect(
    execute(plan, { lock: ALONE, clients: world.clients, clock, signer, seen }),
  );
  expectLaws(events);
  return events;
}

/** A plan that labels the Secret, on a cluster where it is live. */
async function changing(text: string, live: Cacerts) {
  const made = planFor([rootOf(text).certificate.fingerprint256], "east");
  const precondition = { absent: false, uid: "uid-cacerts", ownedHash: "" } as const;
  const actions = made.actions.map((action) => ({
    ...action,
    changes: action.changes.map((one) => ({ ...one, verb: "update" as const, precondition })),
  }));
  const labels = { team: "mesh" };
  const bodies = new Map(
    [...made.bodies].map(([hash, body]) => [
      hash,
      { ...body, metadata: { ...body.metadata, labels } },
    ]),
  );
  const plan = { ...made, actions, bodies };
  const world = new World({ plan });
  world.put("east", secret(encodeCacerts(live)));
  return { world, events: await run(plan, disk(text).files, world) };
}

function seen(world: World, cluster: string) {
  const data = world.objects.get(`${cluster} Secret istio-system/cacerts`)?.["data"];
  const values = data as Readonly<Record<string, string>>;
  return cacertsOf((key) => Buffer.from(values[key] ?? "", "base64").toString());
}

describe("the CA of a primary", () => {
  test("is signed by one root, which is made once for all", async () => {
    const plan = planFor([], "east", "west");
    const world = new World({ plan });
    const { content, files } = disk();
    const events = await run(plan, files, world);
    expect(outcomesOf(events)).toEqual({ "east/trust": "changed", "west/trust": "changed" });
    expect(content.writes).toBe(1);
    const { fingerprint256 } = rootOf(content.text ?? "").certificate;
    for (const cluster of ["east", "west"])
      expect(inspectCacerts(seen(world, cluster), NOW)).toMatchObject({ roots: [fingerprint256] });
    expect(events.filter(({ type }) => type === "note")).toHaveLength(1);
  });

  test("that is live is not signed anew where the Secret is only changed", async () => {
    const text = makeRoot("mesh1", NOW);
    const live = issueIntermediate(rootOf(text), OF, NOW);
    const { world, events } = await changing(text, live);
    expect(outcomesOf(events)).toEqual({ "east/trust": "changed" });
    expect(seen(world, "east")).toEqual(live);
    expect(world.state()).toMatchObject({
      "east Secret istio-system/cacerts": { metadata: { labels: { team: "mesh" } } },
    });
  });

  test("that leads to another root meanwhile is left as it is", async () => {
    const live = issueIntermediate(rootOf(makeRoot("mesh1", NOW)), OF, NOW);
    const { world, events } = await changing(makeRoot("mesh1", NOW), live);
    expect(outcomesOf(events)).toEqual({ "east/trust": "failed MP9305" });
    expect(world.sent).toEqual([]);
  });

  test.each(["the same root", "another root"])(
    "that somebody made from %s meanwhile is left as it is",
    async (root) => {
      const text = makeRoot("mesh1", NOW);
      const plan = planFor([rootOf(text).certificate.fingerprint256], "east");
      const world = new World({ plan });
      const theirs = root === "the same root" ? text : makeRoot("mesh1", NOW);
      const live = issueIntermediate(rootOf(theirs), OF, NOW);
      world.put("east", secret(encodeCacerts(live)));
      const events = await run(plan, disk(text).files, world);
      expect(outcomesOf(events)).toEqual({ "east/trust": "failed MP9304" });
      expect(seen(world, "east")).toEqual(live);
    },
  );

  test("needs the key that was planned: neither another one, nor none", async () => {
    const text = makeRoot("mesh1", NOW);
    const plan = planFor([rootOf(text).certificate.fingerprint256], "east");
    await expect(prepareSigner(disk().files, plan, new Set(), NOW)).rejects.toMatchObject({
      code: "MP9242",
    });
    const other = disk(makeRoot("mesh1", NOW)).files;
    expect((await prepareSigner(other, plan, new Set(), NOW)).stale).toMatchObject([
      { code: "MP0510" },
    ]);
    const done = new Set(["east/trust Secret istio-system/cacerts"]);
    expect((await prepareSigner(disk().files, plan, done, NOW)).stale).toEqual([]);
  });

  test("is in no event, even where a server repeats what it was sent", async () => {
    const plan = planFor([], "east");
    const sent: string[] = [];
    const script: Script = (body) => {
      const values = Object.values(body["data"] as Readonly<Record<string, string>>);
      const texts = values.map((value) => Buffer.from(value, "base64").toString());
      sent.push(...values, ...texts);
      return refusal({ status: 422, serverMessage: `refused: ${[...values, ...texts].join(" ")}` });
    };
    const world = new World({ plan, script });
    const events = await run(plan, disk().files, world);
    expect(outcomesOf(events)).toEqual({ "east/trust": "failed MP9310" });
    const key = sent.find((text) => text.includes("PRIVATE KEY")) ?? "";
    const said = JSON.stringify(events);
    expect(key).not.toBe("");
    // The rest of a key's file is its public half, which the certificate has too.
    const [privateLine = ""] = key.split("\n").slice(1);
    const number = privateLine.slice(48);
    for (let at = 0; at + 16 <= number.length; at += 1)
      expect(said).not.toContain(number.slice(at, at + 16));
    for (const text of [privateLine, Buffer.from(key).toString("base64")])
      expect(said).not.toContain(text);
    expect(CACERTS_KEYS.every((name) => !said.includes(`${name}: `))).toBe(true);
  });
});
