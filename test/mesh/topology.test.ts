import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { topologyOf } from "../../src/mesh/topology.ts";
import { meshOf } from "./build-mesh.ts";

describe("the topology", () => {
  test("of a primary and its remotes on several networks: one holder of secrets, a gateway everywhere", () => {
    const topology = topologyOf(
      meshOf(
        "west: { network: n2, primary: east }",
        "east: { network: n1 }",
        "north: { network: n3, primary: east }",
      ),
    );
    expect(topology).toEqual({
      primaries: ["east"],
      remotesOf: new Map([["east", ["north", "west"]]]),
      controlledBy: new Map([
        ["east", "east"],
        ["north", "east"],
        ["west", "east"],
      ]),
      networks: new Map([
        ["n1", ["east"]],
        ["n2", ["west"]],
        ["n3", ["north"]],
      ]),
      multiNetwork: true,
      secrets: [
        { of: "north", in: "east" },
        { of: "west", in: "east" },
      ],
      eastWestGateways: ["east", "north", "west"],
      exposesControlPlane: ["east"],
      exposesServices: ["east"],
    });
  });

  test("of a primary and a remote on one network: a gateway for the control plane only", () => {
    const topology = topologyOf(meshOf("a: { network: n }", "b: { network: n, primary: a }"));
    expect(topology).toMatchObject({
      multiNetwork: false,
      eastWestGateways: ["a"],
      exposesControlPlane: ["a"],
      exposesServices: [],
    });
  });

  test("of two primaries on one network: secrets both ways and no gateway", () => {
    const topology = topologyOf(meshOf("a: { network: n }", "b: { network: n }"));
    expect(topology).toMatchObject({
      secrets: [
        { of: "b", in: "a" },
        { of: "a", in: "b" },
      ],
      eastWestGateways: [],
      exposesControlPlane: [],
      exposesServices: [],
    });
  });

  test("of two primaries on two networks: both expose their services and no control plane", () => {
    const topology = topologyOf(meshOf("a: { network: n }", "b: { network: m }"));
    expect(topology).toMatchObject({
      eastWestGateways: ["a", "b"],
      exposesControlPlane: [],
      exposesServices: ["a", "b"],
    });
  });

  test("of every mesh has a secret for each cluster in each other primary, and nothing twice", () => {
    const name = fc.integer({ min: 0, max: 5 }).map((index) => `c${String(index)}`);
    const clusters = fc.uniqueArray(
      fc.record({ name, primary: fc.option(name), network: fc.constantFrom("n1", "n2") }),
      { selector: (cluster) => cluster.name, minLength: 1 },
    );
    fc.assert(
      fc.property(clusters, (list) => {
        const lines = list.map(
          ({ name: own, primary, network }) =>
            `${own}: { network: ${network}${primary === null ? "" : `, primary: ${primary}`} }`,
        );
        const { primaries, secrets, controlledBy } = topologyOf(meshOf(...lines));
        expect(secrets).toHaveLength(primaries.length * (list.length - 1));
        expect(new Set(secrets.map((pair) => JSON.stringify(pair))).size).toBe(secrets.length);
        for (const primary of controlledBy.values()) expect(primaries).toContain(primary);
        for (const primary of primaries) expect(controlledBy.get(primary)).toBe(primary);
      }),
    );
  });
});
