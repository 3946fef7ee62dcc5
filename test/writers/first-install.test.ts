import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { rootIn } from "../../src/certs/root.ts";
import { objectPath } from "../../src/kube/kinds.ts";
import { type KubeObject, type ObjectRef, refOf, refText } from "../../src/kube/object.ts";
import { provesUnchanged } from "../../src/kube/unchanged.ts";
import { deferredIn } from "../../src/planner/deferred.ts";
import { LOCK } from "../../src/planner/lock.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { toSend } from "../../src/planner/to-send.ts";
import type { ClusterClient, Ports } from "../../src/ports.ts";
import { readObject } from "../../src/embedded/kube/cluster.ts";
import { changesOf, startWorld, type World } from "../engine/world.ts";
import { countEnd, fuzzing, TIME } from "../fuzz/fuzzing.ts";
import { CACERTS, foundRoot } from "./roots.ts";
import { type Choose, choices } from "./steps.ts";
import { runPlan } from "./writers.ts";

const NAMES = ["first", "second"] as const;
type Name = (typeof NAMES)[number];

/** The seed with a new root, as each of the two wants it; each keeps its root in a file of its own. */
const FILES: Readonly<Record<Name, string>> = {
  first: fileOf("first", "{ global: { logAsJson: true } }"),
  second: fileOf("second", "{ global: { logAsJson: false }, pilot: { env: { SECOND: yes } } }"),
};

function fileOf(name: Name, values: string): string {
  return `apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0 }
trust: { root: generated, key: ${name}.pem }
clusters:
  cluster1: { network: network1, values: ${values} }
  cluster2: { network: network2, primary: cluster1 }
`;
}

interface Meeting {
  readonly seed: number;
  /** Somebody takes the lock of a cluster away before this request. */
  readonly steals: number | undefined;
}

const meetings: fc.Arbitrary<Meeting> = fc.record({
  seed: fc.integer(),
  steals: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
});

/** Lets requests of both through in an order that is drawn, one each time nothing else is to be done. */
class Gate {
  readonly #waiting: (() => void)[] = [];
  readonly #choose: Choose;
  readonly #between: (request: number) => Promise<void>;
  readonly #known = new WeakSet<ClusterClient>();
  #requests = 0;

  constructor(choose: Choose, between: (request: number) => Promise<void>) {
    this.#choose = choose;
    this.#between = between;
  }

  async turn(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      setImmediate(() => {
        const [next] = this.#waiting.splice(this.#choose(this.#waiting.length), 1);
        next?.();
      });
    });
    this.#requests += 1;
    await this.#between(this.#requests);
  }

  ports(ports: Ports): Ports {
    const connect: Ports["clusters"]["connect"] = async (target) =>
      this.#gated(await ports.clusters.connect(target));
    return { ...ports, clusters: { ...ports.clusters, connect } };
  }

  #gated(client: ClusterClient): ClusterClient {
    if (this.#known.has(client)) return client;
    this.#known.add(client);
    const [get, apply] = [client.get.bind(client), client.apply.bind(client)];
    client.get = async (...asked) => {
      await this.turn();
      return await get(...asked);
    };
    client.apply = async (...asked) => {
      await this.turn();
      return await apply(...asked);
    };
    return client;
  }
}

function liveOf(world: World, cluster: string, ref: ObjectRef): KubeObject | undefined {
  const { embedded } = world.sandbox.cluster(cluster);
  const kind = embedded.kinds.of(ref.apiVersion, ref.kind);
  return kind === undefined ? undefined : readObject(embedded, kind, ref.namespace, ref.name);
}

/** Every object of the plans that is neither as the one nor as the other wants it; holes are filled by each in its own way. */
function mixedIn(world: World, plans: readonly Plan[]): readonly string[] {
  const bodies = plans.flatMap(({ actions, bodies: all }) =>
    actions.flatMap(({ cluster, changes }) =>
      changes.map(({ body }) => [cluster, all.get(body)] as const),
    ),
  );
  const wanted = new Map<string, KubeObject[]>();
  for (const [cluster, body] of bodies) {
    if (body === undefined || deferredIn(body).length > 0 || body.metadata.name === "cacerts")
      continue;
    const key = `${cluster} ${objectPath(refOf(body))}`;
    wanted.set(key, [...(wanted.get(key) ?? []), body]);
  }
  return [...wanted].flatMap(([key, both]) => {
    const [cluster = ""] = key.split(" ");
    const [body] = both;
    const live = body === undefined ? undefined : liveOf(world, cluster, refOf(body));
    if (body === undefined || live === undefined) return [];
    const isOf = both.some((one) => provesUnchanged(live, toSend(one, live), "meshplan"));
    return isOf ? [] : [`${cluster} ${refText(refOf(body))}`];
  });
}

function rootMadeBy(name: Name, world: World): string | undefined {
  const path = join(world.folder, `${name}.pem`);
  if (!existsSync(path)) return undefined;
  return rootIn(readFileSync(path, "utf8"), path, new Date()).certificate.fingerprint256;
}

async function meet({ seed, steals }: Meeting, world: World): Promise<void> {
  const plans = [await world.plan(FILES.first), await world.plan(FILES.second)] as const;
  const gate = new Gate(choices(seed), async (request) => {
    if (request !== steals) return;
    const lease = `${objectPath(LOCK)}?fieldManager=kubectl-edit`;
    const nobody = { spec: { holderIdentity: null } };
    // Where nobody has taken it yet, there is nothing to take away.
    await world.api("cluster1").request("PATCH", lease, nobody, {
      contentType: "application/merge-patch+json",
    });
  });
  const ports = gate.ports(world.ports);
  const ended = await Promise.all(plans.map((plan) => runPlan(ports, plan)));
  const [one, two] = ended.map(({ outcome }) => outcome);
  countEnd(`${String(one)}, ${String(two)}`);

  expect(mixedIn(world, plans)).toEqual([]);
  const done = NAMES.filter((_, at) => ended[at]?.outcome === "done");
  expect(done.length).toBeLessThan(2);
  if (steals === undefined) expect(done).toHaveLength(1);
  const cacerts = liveOf(world, "cluster1", refOf(CACERTS));
  const root = cacerts === undefined ? undefined : foundRoot(cacerts, new Date());
  expect([undefined, ...NAMES.map((name) => rootMadeBy(name, world))]).toContain(root);
  for (const name of done) {
    expect(root).toBe(rootMadeBy(name, world));
    expect(changesOf(await world.plan(FILES[name]))).toEqual([]);
  }
}

test(
  "two first installs never mix an object or a root, and at most one of them says that it is complete",
  { timeout: 2 * TIME },
  async () => {
    await fc.assert(
      fc.asyncProperty(meetings, async (meeting) => {
        const world = await startWorld();
        try {
          await meet(meeting, world);
        } finally {
          await world.close();
        }
      }),
      { ...fuzzing(1), endOnFailure: true },
    );
  },
);
