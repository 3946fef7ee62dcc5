import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sourceOf } from "../../src/diagnostics/source.ts";
import { loadMesh } from "../../src/mesh/load.ts";
import { meshOfText } from "./build-mesh.ts";

const HEAD = `apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0 }
`;

/** What is known of each cluster, without places. */
function clustersOf(text: string): unknown {
  const json = JSON.stringify(meshOfText(HEAD + text).clusters, (key, value: unknown) =>
    key === "at" || key === "fieldsAt" ? undefined : value instanceof Map ? [...value] : value,
  );
  return JSON.parse(json);
}

describe("defaults", () => {
  test("give every cluster the fields it leaves out, {name} standing for its name", () => {
    const short = `defaults:
  network: "{name}-network"
  context: "gke_{name}_{name}"
  kubeconfig: ./{name}.conf
  apiServer: https://{name}.example.com:6443
  gateway: { annotations: { "example.com/pool": "{name}-pool" } }
clusters:
  eu:
  us: { context: west }
`;
    const long = `clusters:
  eu:
    network: eu-network
    context: gke_eu_eu
    kubeconfig: ./eu.conf
    apiServer: https://eu.example.com:6443
    gateway: { annotations: { "example.com/pool": eu-pool } }
  us:
    network: us-network
    context: west
    kubeconfig: ./us.conf
    apiServer: https://us.example.com:6443
    gateway: { annotations: { "example.com/pool": us-pool } }
`;
    expect(clustersOf(short)).toEqual(clustersOf(long));
  });

  test("make every cluster a remote of the primary they name, except that primary", () => {
    const short = "defaults: { primary: hub, network: flat }\nclusters: { hub: {}, a: {}, b: }\n";
    const long = `clusters:
  hub: { network: flat }
  a: { network: flat, primary: hub }
  b: { network: flat, primary: hub }
`;
    expect(clustersOf(short)).toEqual(clustersOf(long));
  });

  test("are merged with a gateway field by field, and with nothing deeper", () => {
    const short = `defaults:
  gateway: { allowFrom: [10.0.0.0/8], annotations: { a: "1", b: "2" } }
clusters:
  eu: { gateway: { address: 192.0.2.7, annotations: { a: "3" } } }
`;
    const long = `clusters:
  eu: { gateway: { allowFrom: [10.0.0.0/8], address: 192.0.2.7, annotations: { a: "3" } } }
`;
    expect(clustersOf(short)).toEqual(clustersOf(long));
  });

  test("leave {name} alone in a cluster's own fields", () => {
    expect(clustersOf('clusters:\n  eu: { context: "{name}" }\n')).toMatchObject([
      { context: "{name}" },
    ]);
  });

  test("mean the same as their fields written into every cluster", () => {
    const fields = fc.record(
      {
        network: fc.constantFrom("n1", "n2"),
        context: fc.constantFrom("x", "y"),
        apiServer: fc.constantFrom("https://a", "https://b"),
        primary: fc.constantFrom("a", "b"),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fields, fields, fields, (defaults, a, b) => {
        const { primary: _, ...others } = defaults;
        const under = (name: string): object => (defaults.primary === name ? others : defaults);
        const short = { defaults, clusters: { a, b } };
        const long = { clusters: { a: { ...under("a"), ...a }, b: { ...under("b"), ...b } } };
        expect(clustersOf(flowOf(short))).toEqual(clustersOf(flowOf(long)));
      }),
    );
  });

  test("answer for a rule at their own line", () => {
    const text = `${HEAD}defaults: { network: N }\nclusters: { a: , b: { primary: a } }\n`;
    const { diagnostics } = loadMesh(sourceOf("mesh.yaml", text), { directory: "/repo" });
    expect(diagnostics.map(({ code, at }) => [code, text.slice(at?.start, at?.end)])).toEqual([
      ["MP0401", "N"],
    ]);
  });
});

function flowOf(file: object): string {
  return Object.entries(file)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join("");
}
