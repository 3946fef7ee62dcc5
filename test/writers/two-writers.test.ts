import fc from "fast-check";
import { expect, test } from "vitest";
import { countEnd, fuzzing, TIME } from "../fuzz/fuzzing.ts";
import { rootIn } from "../../src/certs/root.ts";
import { objectPath } from "../../src/kube/kinds.ts";
import { isMap, type KubeObject, refOf } from "../../src/kube/object.ts";
import { LOCK } from "../../src/planner/lock.ts";
import { ask, quietCluster } from "./embedded-client.ts";
import { CACERTS, foundRoot } from "./roots.ts";
import { type Choose, choices, Machine, Steps } from "./steps.ts";
import {
  applyBefore,
  type Clusters,
  type Ended,
  NAMESPACE,
  planFor,
  read,
  runWriter,
  signedObject,
  type Writer,
} from "./writers.ts";

const MERGE = "application/merge-patch+json";
const LEASE = objectPath(LOCK);
/** The file of a generated root. */
const KEY = "root.pem";
/** When certificates are judged: valid by then is everything that was made around the time of a meeting, whose clocks jump. */
const LATER = new Date("2026-06-01T00:00:00Z");

/** What the two applies bring: both the same objects, with other values, to two clusters. */
const OBJECTS = [
  ["east", "ConfigMap", "first"],
  ["east", "Secret", "second"],
  ["west", "ConfigMap", "third"],
  ["west", "Secret", "fourth"],
] as const;

interface Meeting {
  readonly seed: number;
  /** Objects that are there before, from an earlier apply; the others are created. */
  readonly before: readonly boolean[];
  /** Waiting ends only where nothing else can happen; else time runs ahead of requests, and leases expire. */
  readonly patient: boolean;
  readonly losesAnswers: boolean;
  /** Whether the plans bring a new root too, each its own, or one that the two share as on one machine. */
  readonly root: "none" | "own" | "shared";
  readonly locks: boolean;
  /** The second apply starts after this many steps. */
  readonly later: number;
  readonly interference: readonly {
    readonly at: number;
    readonly what: (typeof INTERFERENCE)[number];
    readonly target: number;
  }[];
}

const INTERFERENCE = [
  ...(["steal", "delete lease", "sleep", "set clock", "edit", "delete object"] as const),
  ...(["stall first", "stall second"] as const),
] as const;
const interference = fc.record({
  at: fc.integer({ min: 0, max: 90 }),
  what: fc.constantFrom(...INTERFERENCE),
  target: fc.nat({ max: OBJECTS.length - 1 }),
});
/** Half of them undisturbed but for each other. */
const meetings: fc.Arbitrary<Meeting> = fc.record({
  seed: fc.integer(),
  before: fc.array(fc.boolean(), { minLength: OBJECTS.length, maxLength: OBJECTS.length }),
  patient: fc.boolean(),
  losesAnswers: fc.boolean(),
  root: fc.constantFrom("none", "none", "none", "none", "own", "shared"),
  locks: fc.boolean(),
  later: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 })),
  interference: fc.oneof(fc.constant([]), fc.array(interference, { minLength: 1, maxLength: 4 })),
});

function objectsOf(by: string): readonly (readonly [string, KubeObject])[] {
  return OBJECTS.map(([cluster, kind, name]) => [cluster, signedObject(kind, name, by)] as const);
}

/** Who wrote the values of an object: one name where it is whole. */
function writersOf(cluster: string, object: KubeObject, clusters: Clusters): readonly string[] {
  const embedded = clusters.get(cluster);
  const live = embedded === undefined ? undefined : read(embedded, object);
  const data = live?.["data"];
  if (!isMap(data)) return [];
  const values = Object.values(data).filter((value) => typeof value === "string");
  const names = values.map((value) =>
    object.kind === "Secret" ? Buffer.from(value, "base64").toString() : value,
  );
  return [...new Set(names)].filter((name) => name !== "kubectl").sort();
}

function worldOf({ seed, before, patient }: Meeting) {
  const steps = new Steps(choices(seed), { patient });
  const clusters: Clusters = new Map(
    ["east", "west"].map((name) => [name, quietCluster(name, steps)]),
  );
  for (const cluster of clusters.values())
    ask(cluster, "PATCH", `/api/v1/namespaces/${NAMESPACE}?fieldManager=meshplan`, {
      ...{ apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } },
    });
  objectsOf("earlier").forEach(([name, object], index) => {
    const cluster = clusters.get(name);
    if (before[index] === true && cluster !== undefined) applyBefore(cluster, object);
  });
  return { steps, clusters };
}

/** A generated root signs for both clusters before anything else. */
const TRUST_STEPS = ["east", "west"].map((name) => ({
  id: `${name}/trust`,
  kind: { kind: "trust", root: "generated", key: { written: KEY, path: KEY } },
  objects: [CACERTS],
})) satisfies Parameters<typeof planFor>[1];

function writerOf(
  name: string,
  machine: Machine,
  clusters: Clusters,
  disk: Map<string, string> | undefined,
): Writer {
  const objects = objectsOf(name);
  const on = (cluster: string): readonly KubeObject[] =>
    objects.filter(([of]) => of === cluster).map(([, object]) => object);
  const steps = [
    { id: "east/control-plane", objects: on("east") },
    { id: "west/control-plane", needs: ["east/control-plane"], objects: on("west") },
  ];
  const host = machine.start();
  if (disk === undefined) return { name, host, plan: planFor(clusters, steps, `sha256:${name}`) };
  const plan = planFor(clusters, [...TRUST_STEPS, ...steps], `sha256:${name}`);
  return {
    name,
    host,
    disk,
    plan: { ...plan, trust: { root: "generated", roots: [], path: KEY } },
  };
}

/** What comes between two requests, as somebody with kubectl, or a machine that sleeps. */
function interfere(
  { what, target }: Meeting["interference"][number],
  { steps, clusters }: { readonly steps: Steps; readonly clusters: Clusters },
): void {
  const [name, kind, object] = OBJECTS[target] ?? OBJECTS[0];
  const cluster = clusters.get(name);
  if (cluster === undefined) throw new Error("internal: no cluster");
  const path = objectPath(refOf(signedObject(kind, object, "")));
  const byHand = (at: string, body: object): void => {
    ask(cluster, "PATCH", `${at}?fieldManager=kubectl-edit`, body as KubeObject, MERGE);
  };
  const edited = kind === "Secret" ? Buffer.from("kubectl").toString("base64") : "kubectl";
  switch (what) {
    case "steal":
      byHand(LEASE, { spec: { holderIdentity: null } });
      break;
    case "delete lease":
      ask(cluster, "DELETE", LEASE);
      break;
    case "sleep":
      steps.jump({ wall: 3_600_000 });
      break;
    case "set clock":
      steps.jump({ wall: -3_600_000 });
      break;
    case "stall first":
    case "stall second":
      steps.stall(what.slice("stall ".length), 30 * (target + 1));
      break;
    case "edit":
      byHand(path, { data: { first: edited } });
      break;
    case "delete object":
      ask(cluster, "DELETE", path);
  }
}

interface Met {
  readonly first: Ended;
  readonly second: Ended;
  readonly clusters: Clusters;
  /** sha256 of the root that each made or found, where one did. */
  readonly roots: { readonly first: string | undefined; readonly second: string | undefined };
  /** What the Secrets cacerts lead to, or what is wrong with them. */
  readonly cacerts: readonly string[];
}

async function meet(meeting: Meeting): Promise<Met> {
  const world = worldOf(meeting);
  const { steps, clusters } = world;
  const lost: Choose = choices(meeting.seed + 1);
  const losesAnswer = (): boolean => meeting.losesAnswers && lost(5) === 0;
  const run = { steps, clusters, losesAnswer, locks: meeting.locks };
  const shared = new Map<string, string>();
  const disk = (): Map<string, string> | undefined =>
    ({ none: undefined, own: new Map<string, string>(), shared })[meeting.root];
  const first = writerOf("first", new Machine(steps, "ci-1"), clusters, disk());
  const second = writerOf("second", new Machine(steps, "ci-2"), clusters, disk());
  const start = { late: (): void => undefined };
  const begun = new Promise<void>((resolve) => {
    start.late = resolve;
  });
  const one = runWriter(first, run);
  const two = Promise.race([begun, one]).then(() => runWriter(second, run));
  const both = Promise.all([one, two]);
  if (meeting.later === 0) start.late();
  const due = [...meeting.interference].sort((a, b) => a.at - b.at);
  await steps.until(both, (step) => {
    if (step >= meeting.later) start.late();
    while (due[0] !== undefined && due[0].at <= step) {
      const [next] = due.splice(0, 1);
      if (next !== undefined) interfere(next, world);
    }
  });
  const cacerts = [...clusters.values()].flatMap((cluster) => read(cluster, CACERTS) ?? []);
  return {
    first: await one,
    second: await two,
    clusters,
    roots: { first: rootOn(first.disk), second: rootOn(second.disk) },
    cacerts: cacerts.map((live) => foundRoot(live, LATER)),
  };
}

function rootOn(disk: Writer["disk"]): string | undefined {
  const text = disk?.get(KEY);
  return text === undefined ? undefined : rootIn(text, KEY, LATER).certificate.fingerprint256;
}

/** The pairs of ends that were met: a search that meets only one of them has not looked. */
const ends = new Set<string>();

test(
  "two applies never mix an object, and at most one of them says that it is complete",
  { timeout: 4 * TIME },
  async () => {
    await fc.assert(
      fc.asyncProperty(meetings, async (meeting) => {
        const { first, second, clusters, roots, cacerts } = await meet(meeting);
        const pair = `${first.outcome}, ${second.outcome}`;
        ends.add(pair);
        countEnd(pair);
        // Whole: one of the two, or as it was.
        for (const [cluster, object] of objectsOf(""))
          expect(writersOf(cluster, object, clusters).length).toBeLessThanOrEqual(1);
        for (const found of cacerts) expect(Object.values(roots)).toContain(found);
        expect([first.outcome, second.outcome].filter((end) => end === "done").length).toBeLessThan(
          2,
        );
        for (const [name, { outcome, events }] of Object.entries({ first, second })) {
          // Complete means that all is as this one planned, but for what people did afterwards.
          if (outcome === "done") {
            for (const [cluster, object] of objectsOf(""))
              expect([[], [name]]).toContainEqual(writersOf(cluster, object, clusters));
            const root = roots[name as keyof typeof roots];
            expect(cacerts).toEqual(meeting.root === "none" ? [] : [root, root]);
          }
          // The two want other values everywhere, so nothing of theirs can be there without a write of theirs.
          const unchanged = events.filter(
            (event) => event.type === "object-written" && event.result === "unchanged",
          );
          expect(unchanged).toEqual([]);
        }
        if (meeting.interference.length === 0 && meeting.patient && meeting.locks)
          expect([first.outcome, second.outcome]).toContain("done");
      }),
      fuzzing(200),
    );
    expect(ends.size).toBeGreaterThan(1);
  },
);
