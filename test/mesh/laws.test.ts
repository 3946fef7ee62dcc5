import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { printDiagnostics } from "../../src/diagnostics/print.ts";
import { sourceOf } from "../../src/diagnostics/source.ts";
import { COMPONENTS } from "../../src/planner/components/registry.ts";
import { loadMesh } from "../../src/mesh/load.ts";
import type {
  ApiServerSection,
  ClusterSection,
  GatewaySection,
  IstioSection,
  MeshFile,
  NetworkSection,
  TimeoutsSection,
} from "../../src/mesh/mesh-file.ts";
import { plainPaint } from "../../src/util/plain-paint.ts";
import { SEED } from "./build-mesh.ts";

const FULL = `${SEED.replace("network: network1", "network: network1, gateway: &g { address: 192.0.2.7, allowFrom: [10.0.0.0/8], annotations: { a: b } }")}x-g: *g
timeouts: { address: 1h, ready: 90s }
metadata: { labels: { a: b }, annotations: { e.f/g: h } }
defaults: { primary: cluster1, context: "ctx-{name}", gateway: { annotations: { c: "{name}" } } }
`;

/** The good file with a few stretches cut out, doubled or replaced by pieces that mean something to YAML. */
const mutations = fc
  .array(
    fc.record({
      at: fc.nat(FULL.length),
      length: fc.nat(12),
      piece: fc.oneof(
        fc.constantFrom(
          "",
          "\n",
          "\t",
          ": ",
          "- ",
          "*g",
          "&g ",
          "<<: *g",
          "[",
          "}",
          '"',
          "'",
          "|",
          "!x ",
          "---\n",
          "#",
        ),
        fc.constantFrom(
          "1",
          "null",
          "~",
          "{}",
          "? ",
          "cluster1: ",
          "primary: cluster2",
          "\u0000",
          "\ufeff",
          "网",
        ),
        fc.string({ unit: "binary", maxLength: 3 }),
      ),
    }),
    { maxLength: 5 },
  )
  .map((edits) =>
    edits.reduce(
      (text, { at, length, piece }) => text.slice(0, at) + piece + text.slice(at + length),
      FULL,
    ),
  );

/** A large file has thousands of problems, and an expectation costs more than a look: those that are wrong are expected to be none. */
function check(text: string): void {
  const source = sourceOf("mesh.yaml", text);
  const { mesh, diagnostics } = loadMesh(source, { directory: "/repo" });
  if (mesh === undefined) expect(diagnostics.length).toBeGreaterThan(0);
  const wrong = diagnostics.filter(({ at, message, help }) => {
    const isInside =
      at === undefined || (0 <= at.start && at.start <= at.end && at.end <= text.length);
    return message === "" || help === "" || !isInside;
  });
  expect(wrong).toEqual([]);
  printDiagnostics(diagnostics, source, { color: plainPaint, width: 80 });
}

describe("loading", () => {
  test.each([
    ["one key over and over", () => "a: 1\n"],
    ["unknown keys", (index: number) => `k${String(index)}: 1\n`],
    ["merges", (index: number) => `k${String(index)}: &a { <<: *a, k${String(index)}: 1 }\n`],
    [
      "remotes of nobody",
      (index: number) =>
        index === 0 ? "clusters:\n" : ` c${String(index)}: { primary: d${String(index)} }\n`,
    ],
  ])("survives the largest file of %s", (_title, line) => {
    const lines = Array.from({ length: 14_000 }, (_, index) => line(index)).join("");
    check(`${SEED.slice(0, SEED.indexOf("clusters"))}${lines}`);
  });

  test("reads a mesh of 1,000 clusters", () => {
    const remotes = Array.from({ length: 999 }, (_, index) => {
      const name = String(index);
      return `  remote-${name}: { network: net-${name}, primary: cluster1 }\n`;
    });
    const text = `${SEED.slice(0, SEED.indexOf("  cluster2"))}${remotes.join("")}`;
    const { topology, diagnostics } = loadMesh(sourceOf("m", text), { directory: "/repo" });
    // One istiod of that many clusters is worth a word, and nothing else is.
    expect(diagnostics.map(({ code }) => code)).toEqual(["MP0453"]);
    expect(topology?.secrets).toHaveLength(999);
  });

  test("never throws and keeps its places inside the file, for any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), check), { numRuns: 300 });
  });

  test("never throws and keeps its places inside the file, for a good file gone wrong", () => {
    fc.assert(fc.property(mutations, check), { numRuns: 150 });
  });

  test("lists clusters in the order of the file, whatever their names are", () => {
    const name = fc.oneof(fc.stringMatching(/^[a-z0-9]{1,3}$/), fc.nat(20).map(String));
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 2, maxLength: 9 }),
        fc.boolean(),
        (names, isFlow) => {
          const entries = names.map((one) => `${JSON.stringify(one)}: { network: n-${one} }`);
          const clusters = isFlow ? ` { ${entries.join(", ")} }` : `\n  ${entries.join("\n  ")}`;
          const { mesh, topology } = loadMesh(
            sourceOf(
              "m",
              `${SEED.slice(0, SEED.indexOf("clusters"))}clusters:${clusters}\ntrust: { root: existing }\n`,
            ),
            { directory: "/repo" },
          );
          expect(mesh?.clusters.map((cluster) => cluster.name)).toEqual(names);
          expect(topology?.primaries).toEqual(names);
          expect(topology?.eastWestGateways).toEqual(names);
        },
      ),
    );
  });

  test("gives an equal mesh however the keys of the file are ordered", () => {
    const file = {
      apiVersion: "meshplan/v1",
      mesh: "mesh1",
      istio: { version: "1.31.0", hub: "registry.example.com/istio" },
      clusters: {
        a: { network: "n1", gateway: { address: "10.0.0.7", annotations: { x: "1", y: "2" } } },
        b: {
          network: "n2",
          primary: "a",
          context: "ctx",
          values: {
            sidecarInjectorWebhook: { reinvocationPolicy: "Never", rewriteAppHTTPProbe: true },
          },
          apiServer: {
            url: "https://b:6443",
            from: { a: { url: "https://c" }, c: { url: "https://d" } },
          },
        },
        c: { network: "n3", kubeconfig: "./c.conf" },
      },
      trust: { root: "existing" },
      networks: { n1: { gateway: { values: { replicas: 2 } } }, n2: { values: { global: {} } } },
      timeouts: { address: "20m", ready: "2m" },
    };
    const expected = withoutPlaces(load(JSON.stringify(file)));
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
        const shuffled = shuffle(file, numbers);
        expect(withoutPlaces(load(JSON.stringify(shuffled, null, 1)))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});

/** A mesh of any order of clusters in one order. */
function load(text: string): unknown {
  const { mesh, topology, diagnostics } = loadMesh(sourceOf("m", text), { directory: "/repo" });
  expect(diagnostics).toEqual([]);
  const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
    a.name < b.name ? -1 : 1;
  const secrets = topology?.secrets.map((one) => ({ ...one, name: `${one.in} ${one.of}` }));
  return {
    mesh: { ...mesh, clusters: mesh?.clusters.toSorted(byName) },
    secrets: secrets?.toSorted(byName),
  };
}

function withoutPlaces(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, each: unknown) =>
      key === "at" || key === "fieldsAt" ? undefined : each instanceof Map ? [...each] : each,
    ),
  );
}

function shuffle(value: unknown, numbers: Iterator<number>): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, each]) => {
    const rank = Number(numbers.next().value);
    return { rank, entry: [key, shuffle(each, numbers)] as const };
  });
  return Object.fromEntries(entries.sort((a, b) => a.rank - b.rank).map(({ entry }) => entry));
}

/** Every key of a type once, and whether it must be there; a key more or less does not compile. */
type Keys<T> = { readonly [K in keyof T]-?: undefined extends T[K] ? "may" : "must" };
/** The keys with names of their own, without those that stand for names of the user's. */
type Named<T> = { readonly [K in keyof T as string extends K ? never : K]: T[K] };
type Written = Omit<Named<MeshFile>, `x-${string}`>;

const FILE_KEYS: Keys<Written> = {
  apiVersion: "must",
  mesh: "must",
  mode: "may",
  trustDomain: "may",
  istio: "must",
  trust: "may",
  clusters: "must",
  networks: "may",
  metadata: "may",
  defaults: "may",
  timeouts: "may",
};
const ISTIO_KEYS: Keys<IstioSection> = {
  version: "may",
  revisions: "may",
  tags: "may",
  namespace: "may",
  hub: "may",
  renderer: "may",
  charts: "may",
  rendererSha256: "may",
  ingress: "may",
  defaultValidator: "may",
  values: "may",
};
const TIMEOUT_KEYS: Keys<TimeoutsSection> = { address: "may", ready: "may" };
const NETWORK_KEYS: Keys<NetworkSection> = { gatewayCluster: "may", gateway: "may", values: "may" };
const GATEWAY_KEYS: Keys<GatewaySection> = {
  type: "may",
  address: "may",
  allowFrom: "may",
  annotations: "may",
  service: "may",
  nodeSelector: "may",
  values: "may",
};
const API_SERVER_KEYS: Keys<ApiServerSection> = {
  url: "may",
  caFile: "may",
  tlsServerName: "may",
  proxyUrl: "may",
  from: "may",
};
const CLUSTER_KEYS: Keys<ClusterSection> = {
  network: "may",
  primary: "may",
  controlPlane: "may",
  context: "may",
  kubeconfig: "may",
  identity: "may",
  apiServer: "may",
  podCidrs: "may",
  injector: "may",
  delivery: "may",
  gateway: "may",
  values: "may",
  patches: "may",
};

interface SchemaPart {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly type?: string;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly properties?: { readonly [key: string]: SchemaPart };
  readonly $defs?: { readonly [key: string]: SchemaPart };
}

const SCHEMA = JSON.parse(
  readFileSync(new URL("../../schema/mesh.schema.json", import.meta.url), "utf8"),
) as SchemaPart;

function keysOf(part: SchemaPart | undefined): { readonly [key: string]: "must" | "may" } {
  const keys = Object.keys(part?.properties ?? {});
  return Object.fromEntries(
    keys.map((key) => [key, part?.required?.includes(key) === true ? "must" : "may"]),
  );
}

function partsOf(part: SchemaPart): readonly SchemaPart[] {
  const children = [...Object.values(part.properties ?? {}), ...Object.values(part.$defs ?? {})];
  return [part, ...children.flatMap(partsOf)];
}

describe("the schema", () => {
  test("has exactly the keys of the type", () => {
    const cluster = SCHEMA.$defs?.["cluster"];
    expect(keysOf(SCHEMA)).toEqual(FILE_KEYS);
    expect(keysOf(SCHEMA.properties?.["istio"])).toEqual(ISTIO_KEYS);
    expect(keysOf(SCHEMA.properties?.["trust"])).toEqual({
      root: "must",
      key: "may",
      folder: "may",
    });
    expect(keysOf(SCHEMA.properties?.["timeouts"])).toEqual(TIMEOUT_KEYS);
    expect(keysOf(cluster)).toEqual(CLUSTER_KEYS);
    expect(keysOf(cluster?.properties?.["apiServer"])).toEqual(API_SERVER_KEYS);
    expect(keysOf(SCHEMA.$defs?.["network"])).toEqual(NETWORK_KEYS);
    expect(keysOf(SCHEMA.$defs?.["gateway"])).toEqual(GATEWAY_KEYS);
  });

  test("lets others deliver exactly the components that hold no secret", () => {
    const delivery = keysOf(SCHEMA.$defs?.["cluster"]?.properties?.["delivery"]);
    const { all, ...components } = delivery;
    expect(all).toBe("may");
    const deliverable = COMPONENTS.filter(({ delivery }) => delivery !== undefined).map(
      ({ name }) => name,
    );
    // The gateway's Service goes with the gateway, the tags with the revisions they point to.
    const named = [...Object.keys(components), "gateway-address", "tags"];
    const secret = ["trust", "reader-token", "remote-secret", "istiod-token", "config-kubeconfig"];
    expect(COMPONENTS.map(({ name }) => name)).toEqual(expect.arrayContaining(secret));
    expect(secret.filter((name) => named.includes(name))).toEqual([]);
    expect(new Set(named)).toEqual(new Set(deliverable));
  });

  test("describes every key and gives an example of each", () => {
    const poor = partsOf(SCHEMA).filter(
      ({ description, examples }) => description === undefined || examples === undefined,
    );
    expect(poor).toEqual([]);
  });

  test("is closed: an object says what else it may hold", () => {
    const open = partsOf(SCHEMA).filter(
      (part) => part.type === "object" && part.additionalProperties === undefined,
    );
    expect(open).toEqual([]);
  });
});
