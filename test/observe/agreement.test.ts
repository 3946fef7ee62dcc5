import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ApiError } from "../../src/kube/api-error.ts";
import { changesNothing } from "../../src/kube/changes-nothing.ts";
import { type KubeObject, refOf, refText } from "../../src/kube/object.ts";
import { provesUnchanged } from "../../src/kube/unchanged.ts";
import { compareObject } from "../../src/observe/compare-object.ts";
import { observeObject } from "../../src/observe/observe-object.ts";
import { toSend } from "../../src/planner/to-send.ts";
import { deferredIn } from "../../src/planner/deferred.ts";
import { changesAt, fieldChanges } from "../../src/planner/diff.ts";
import type { Observation } from "../../src/planner/observed.ts";
import type { Plan } from "../../src/planner/plan.ts";
import type { ClusterClient } from "../../src/ports.ts";
import { startWorld, type World } from "../engine/world.ts";
import { fuzzing, TIME } from "../fuzz/fuzzing.ts";
import { mutate, type Mutation, mutations } from "./mutations.ts";
import { partOf } from "../../src/planner/marks.ts";
import { respelled, respellings } from "./respellings.ts";

/** Laws of this file that draw their cases. */
const LAWS = 4;

interface Place {
  readonly cluster: string;
  readonly wanted: KubeObject;
}

let world: World;
let places: readonly Place[];
const clients = new Map<string, ClusterClient>();
beforeAll(async () => {
  world = await startWorld();
  await world.converge();
  places = placesOf(await world.plan());
  for (const { name, context } of world.sandbox.clusters)
    clients.set(name, await world.ports.clusters.connect({ cluster: name, context }));
});
afterAll(() => world.close());

/** Every object of the plan whose body a server can be asked about; the remote secret's holds a hole. */
function placesOf(plan: Plan): readonly Place[] {
  return plan.actions.flatMap(({ cluster, changes }) =>
    changes.flatMap(({ body }) => {
      const wanted = plan.bodies.get(body);
      return wanted === undefined || deferredIn(wanted).length > 0 ? [] : [{ cluster, wanted }];
    }),
  );
}

function clientOf(cluster: string): ClusterClient {
  const client = clients.get(cluster);
  if (client === undefined) throw new Error(`internal: no client of ${cluster}`);
  return client;
}

/** A refusal of the server is an answer too: it becomes a problem of the plan. */
type Seen = Observation | { readonly kind: "no"; readonly why: string };

async function seenOf(looking: Promise<Observation>): Promise<Seen> {
  try {
    return await looking;
  } catch (error) {
    if (error instanceof ApiError) return { kind: "no", why: error.message };
    throw error;
  }
}

/** A dry run stamps the fields it would write with the second it is made in, and what it would create with a uid. */
const STAMPS = new Set(["time", "lastTransitionTime", "creationTimestamp", "uid"]);
function withoutStamps(seen: Seen): unknown {
  return JSON.parse(JSON.stringify(seen), (key, value: unknown) =>
    STAMPS.has(key) ? undefined : value,
  );
}

/**
 * Looks both ways at an object that nobody writes meanwhile: with the proof by GET, and without it, as for objects with
 * values that are not known, after a dry run that was to create it, as for clusters without an Istio.
 */
async function bothWays({ cluster, wanted }: Place): Promise<readonly [Seen, Seen]> {
  const client = clientOf(cluster);
  const look = {
    part: partOf({ name: "mesh1", istio: { namespace: "istio-system" } }),
    wanted,
    sendable: () => wanted,
    noNamespace: false,
  };
  const byGet = { ...look, hasUnknown: false, likelyNew: false };
  const byDryRun = { ...look, hasUnknown: true, likelyNew: true };
  for (;;) {
    const quick = await seenOf(observeObject(client, byGet));
    const thorough = await seenOf(observeObject(client, byDryRun));
    const versions = [quick, thorough].map((seen) => ("live" in seen ? seen.live : undefined));
    const [first, second] = versions.map((live) => live?.metadata.resourceVersion);
    if (first === second) return [quick, thorough];
  }
}

/**
 * What istiod's webhooks stand on, and the definitions of custom kinds. A case that breaks one of them would leave later ones
 * without anybody who judges: so its values are put back, and only who owns them stays as the case left it.
 */
const JUDGES = /^(CustomResourceDefinition|Deployment|Service|ValidatingWebhookConfiguration)$/;

/** Changes one field of an object, looks, and puts back what others need to be judged. */
async function withMutation(mutation: Mutation, look: (place: Place) => Promise<void>) {
  const place = places[mutation.object % places.length];
  if (place === undefined) return;
  const { cluster, wanted } = place;
  const live = await clientOf(cluster).get(refOf(wanted));
  if (live !== undefined) await mutate(world.api(cluster), live, mutation);
  await look(place);
  if (!JUDGES.test(wanted.kind)) return;
  await clientOf(cluster).apply(wanted, { force: true });
  await world.idle();
}

describe("an object that GET proves unchanged", () => {
  test("is left as it is by a forced dry run, for every object of the seed", async () => {
    const unproven: string[] = [];
    for (const { cluster, wanted } of places) {
      const client = clientOf(cluster);
      const live = await client.get(refOf(wanted));
      if (live === undefined) throw new Error(`internal: ${refText(refOf(wanted))} is gone`);
      const body = toSend(wanted, live);
      if (!provesUnchanged(live, body, "meshplan")) unproven.push(refText(refOf(wanted)));
      const result = await client.apply(body, { dryRun: true, force: true });
      expect(result.kind === "applied" && changesNothing(live, result.object)).toBe(true);
    }
    // A plan without changes asks for no dry run: they cost the servers more than all GETs together.
    expect(unproven).toEqual([]);
  });
});

describe("both ways to observe", { timeout: TIME }, () => {
  test("say the same of every object that is not there", async () => {
    for (const { cluster, wanted } of places) {
      const { name, ...metadata } = wanted.metadata;
      const missing = { ...wanted, metadata: { ...metadata, name: `other-${name}` } };
      const [quick, thorough] = await bothWays({ cluster, wanted: missing });
      expect(withoutStamps(quick)).toEqual(withoutStamps(thorough));
    }
  });

  test("say the same of every object, whoever changed which field of it", async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(mutations(), (mutation) =>
        withMutation(mutation, async (place) => {
          const [quick, thorough] = await bothWays(place);
          expect(withoutStamps(quick)).toEqual(withoutStamps(thorough));
          seen.add(quick.kind);
        }),
      ),
      { ...fuzzing(120, LAWS), endOnFailure: true },
    );
    expect([...seen]).toEqual(expect.arrayContaining(["changed", "unchanged"]));
  });

  test("say the same of every object, however its values are spelt", async () => {
    const spelt = places.filter(({ wanted }) => SPELT.test(wanted.kind));
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        respellings(),
        fc.nat({ max: 3 }),
        async (index, spelling, only) => {
          const place = spelt[index % spelt.length];
          if (place === undefined) return;
          const wanted = respelled(place.wanted, spelling, only);
          const [quick, thorough] = await bothWays({ ...place, wanted });
          expect(withoutStamps(quick)).toEqual(withoutStamps(thorough));
          seen.add(quick.kind);
        },
      ),
      { ...fuzzing(120, LAWS), endOnFailure: true },
    );
    // Which kinds are drawn is chance; that both answers come up is not.
    expect([...seen]).toEqual(expect.arrayContaining(["changed", "unchanged"]));
  });
});

/** What a plan would say of an object that was looked at: what happens to it, and which fields move or are left alone. */
function saidOf(seen: Seen): unknown {
  if (seen.kind !== "changed") {
    const left = "leftAlone" in seen ? seen.leftAlone : [];
    return { kind: seen.kind, left };
  }
  const { live, sent, result, differing, leftAlone, drift } = seen;
  if (result === undefined && differing === undefined) throw new Error("internal: not compared");
  const fields =
    result === undefined
      ? changesAt(differing ?? [], live, sent, sent)
      : fieldChanges(live, result, sent);
  return { kind: seen.kind, fields, left: leftAlone, drift };
}

function withoutAfter(said: unknown): unknown {
  return JSON.parse(JSON.stringify(said), (key, value: unknown) =>
    key === "after" ? undefined : value,
  );
}

/** Looks at an object that nobody writes meanwhile by reading it alone, and with dry runs. */
async function readAndJudged({ cluster, wanted }: Place): Promise<readonly [Seen, Seen]> {
  const client = clientOf(cluster);
  const part = partOf({ name: "mesh1", istio: { namespace: "istio-system" } });
  const sendable = () => wanted;
  const look = { part, wanted, sendable, hasUnknown: false, noNamespace: false, likelyNew: false };
  for (;;) {
    const read = await seenOf(compareObject(client, look));
    const judged = await seenOf(observeObject(client, look));
    const lives = [read, judged].map((seen) => ("live" in seen ? seen.live : undefined));
    const [first, second] = lives.map((live) => live?.metadata.resourceVersion);
    if (judged.kind === "no" || first === second) return [read, judged];
  }
}

describe("an object that is only read", { timeout: TIME }, () => {
  test("is judged as the server judges it, whoever changed which field of it", async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(mutations(), (mutation) =>
        withMutation(mutation, async (place) => {
          const [read, judged] = await readAndJudged(place);
          if (judged.kind === "no") return;
          expect(saidOf(read)).toEqual(saidOf(judged));
          seen.add(judged.kind);
        }),
      ),
      { ...fuzzing(80, LAWS), endOnFailure: true },
    );
    expect([...seen]).toEqual(expect.arrayContaining(["changed", "unchanged"]));
  });

  test("is judged as the server judges it, however its values are spelt", async () => {
    const spelt = places.filter(({ wanted }) => SPELT.test(wanted.kind));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        respellings(),
        fc.nat({ max: 3 }),
        async (index, spelling, only) => {
          const place = spelt[index % spelt.length];
          if (place === undefined) return;
          const wanted = respelled(place.wanted, spelling, only);
          const [read, judged] = await readAndJudged({ ...place, wanted });
          if (judged.kind === "no") return;
          // How the server spells a value that it does not have yet, it alone knows.
          expect(withoutAfter(saidOf(read))).toEqual(withoutAfter(saidOf(judged)));
        },
      ),
      { ...fuzzing(60, LAWS), endOnFailure: true },
    );
  });
});

/** Kinds with values that the server stores in its own spelling. */
const SPELT = /^(Deployment|EndpointSlice|(Mutating|Validating)WebhookConfiguration)$/;
