import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keepText } from "../../src/certs/secret-texts.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { ClusterClient } from "../../src/ports.ts";
import { SecretRegistry } from "../../src/util/secret-registry.ts";
import { fuzzing, TIME } from "../fuzz/fuzzing.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { bringRoot, newRoot } from "./bring-root.ts";
import { editByHand, startWorld, type World } from "./world.ts";

const example = (name: string): string =>
  readFileSync(new URL(`../../examples/${name}/mesh.yaml`, import.meta.url), "utf8");

const TWO_PRIMARIES = `apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0 }
trust: { root: existing }
clusters:
  east: { network: network1 }
  west: { network: network2 }
`;

const MESHES: readonly (readonly [name: string, file: string, clusters: readonly string[]])[] = [
  ["a primary and a remote", SEED, ["cluster1", "cluster2"]],
  ["two primaries", TWO_PRIMARIES, ["east", "west"]],
  ["an external control plane", example("external-control-plane"), ["hub", "config", "second"]],
];

interface Sent {
  readonly cluster: string;
  readonly object: KubeObject;
  readonly dryRun: boolean;
}

/** Writes down what every connection of a world sends. */
function record(world: World): Sent[] {
  const all: Sent[] = [];
  const { clusters } = world.ports;
  const connect = clusters.connect.bind(clusters);
  const recording = async (target: Parameters<typeof connect>[0]): Promise<ClusterClient> => {
    const client = await connect(target);
    const apply = client.apply.bind(client);
    client.apply = (object, options) => {
      all.push({ cluster: target.cluster, object, dryRun: options?.dryRun === true });
      return apply(object, options);
    };
    return client;
  };
  Object.assign(clusters, { connect: recording });
  return all;
}

interface Live {
  readonly cluster: string;
  readonly path: string;
  readonly object: KubeObject;
  readonly data: Readonly<Record<string, string>>;
}

function secretsIn(world: World): readonly Live[] {
  return world.sandbox.clusters.flatMap(({ name: cluster, embedded }) =>
    embedded.store.list("secrets").map((object) => ({
      cluster,
      path: `/api/v1/namespaces/${object.metadata.namespace ?? ""}/secrets/${object.metadata.name}`,
      object,
      data: (object["data"] ?? {}) as Live["data"],
    })),
  );
}

/** What clusters hold themselves, or were given to log in with. */
function known(world: World, wanted: (cluster: string) => boolean): SecretRegistry {
  const registry = new SecretRegistry();
  for (const { cluster, data } of secretsIn(world))
    if (wanted(cluster)) for (const value of Object.values(data)) keepText(atob(value), registry);
  for (const { name, token } of world.sandbox.clusters) if (wanted(name)) registry.keep(token);
  return registry;
}

/** Objects that were sent with a secret in them that the receiver neither holds nor gave. */
function disclosed(world: World, sent: readonly Sent[]): readonly string[] {
  const names = [...new Set(sent.map(({ cluster }) => cluster))];
  return names.flatMap((cluster) => {
    const others = known(world, (name) => name !== cluster);
    const own = known(world, (name) => name === cluster);
    return sent.flatMap(({ cluster: to, object }) => {
      if (to !== cluster) return [];
      const data = (object["data"] ?? {}) as Live["data"];
      const texts = [JSON.stringify(object), ...Object.values(data)];
      // Its own are taken away first: a remote secret that is live holds another cluster's token, which that server knows.
      return texts.some((text) => others.holds(own.redact(text)))
        ? [`${cluster} ${object.kind} ${object.metadata.name}`]
        : [];
    });
  });
}

/** What may have become of a Secret since the last apply. */
const FATES = ["kept", "deleted", "another token", "edited by hand", "relabelled"] as const;

async function meet(world: World, live: Live, fate: (typeof FATES)[number]): Promise<void> {
  const { cluster, path, object } = live;
  const { name, namespace = "", labels, annotations } = object.metadata;
  const api = world.api(cluster);
  const metadata = { name, namespace, labels, annotations };
  // As it was after the apply, whatever the try before did to it.
  const whole = { apiVersion: "v1", kind: "Secret", metadata, data: live.data };
  const { status, body } = await api.apply(path, whole, "meshplan", "&force=true");
  expect(status, JSON.stringify(body)).toBeLessThan(300);
  if (fate === "deleted") await api.request("DELETE", path);
  const data = Object.keys(live.data).map((key) => [key, btoa("tokenOfSomebodyElse")]);
  const patches = {
    "another token": { data: Object.fromEntries(data) as Record<string, string> },
    "edited by hand": { metadata: { annotations: { note: "by hand" } } },
    relabelled: { metadata: { labels: { "istio/multiCluster": "drifted" } } },
  };
  if (fate === "kept" || fate === "deleted") return;
  await editByHand(api, path, patches[fate]);
}

describe.each(MESHES)("planning %s", (_, file, clusters) => {
  let world: World;
  let sent: Sent[];
  beforeAll(async () => {
    world = await startWorld({ file, clusters });
    sent = record(world);
    if (file === TWO_PRIMARIES) {
      const root = newRoot();
      for (const name of clusters) await bringRoot(world, name, root);
    }
    await world.converge();
  }, TIME);
  afterAll(() => world.close());

  test(
    "tells no cluster a secret that it neither gave nor holds, whatever is live",
    { timeout: TIME },
    async () => {
      const handed = secretsIn(world).filter(({ path }) =>
        /secrets\/istio-(remote-secret-|kubeconfig$)/.test(path),
      );
      expect(handed.length).toBeGreaterThan(0);
      const seen = new Set<string>();
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom(...FATES), { minLength: 3, maxLength: 5 }),
          async (fates) => {
            for (const [at, one] of handed.entries())
              await meet(world, one, fates[at % fates.length] ?? "kept");
            sent.length = 0;
            await world.tryPlan();
            expect(sent.filter(({ dryRun }) => !dryRun)).toEqual([]);
            expect(disclosed(world, sent)).toEqual([]);
            for (const { object } of sent)
              if (object.kind === "Secret") seen.add(object.metadata.name);
          },
        ),
        fuzzing(4, MESHES.length),
      );
      expect([...seen].some((name) => /^istio-(remote-secret-|kubeconfig$)/.test(name))).toBe(true);
    },
  );
});
