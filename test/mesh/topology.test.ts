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
      hosts: new Map(),
      istiodOf: new Map([["east", "east"]]),
      remotesOf: new Map([["east", ["west", "north"]]]),
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
        { of: "west", in: "east" },
        { of: "north", in: "east" },
      ],
      eastWestGateways: ["west", "east", "north"],
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

  test("of an external control plane: its host holds the secrets and is no member", () => {
    const topology = topologyOf(
      meshOf(
        "hub:",
        "config: { network: n1, controlPlane: hub }",
        "second: { network: n2, primary: config }",
      ),
    );
    expect(topology).toEqual({
      primaries: ["config"],
      hosts: new Map([["hub", "config"]]),
      istiodOf: new Map([["config", "hub"]]),
      remotesOf: new Map([["config", ["second"]]]),
      controlledBy: new Map([
        ["config", "config"],
        ["second", "config"],
      ]),
      networks: new Map([
        ["n1", ["config"]],
        ["n2", ["second"]],
      ]),
      multiNetwork: true,
      secrets: [{ of: "second", in: "hub" }],
      eastWestGateways: ["config", "second"],
      exposesControlPlane: ["hub"],
      exposesServices: ["config"],
    });
  });

  test("of external control planes beside other primaries: every istiod reads every member", () => {
    const topology = topologyOf(
      meshOf(
        "east: { network: n }",
        "west: { network: n, controlPlane: hub }",
        "west2: { network: n, primary: west }",
        "hub:",
      ),
    );
    expect(topology).toMatchObject({
      secrets: [
        { of: "west", in: "east" },
        { of: "west2", in: "east" },
        { of: "east", in: "hub" },
        { of: "west2", in: "hub" },
      ],
      eastWestGateways: [],
      exposesControlPlane: ["hub"],
    });
  });

  test("of every mesh has a secret for each cluster in each other primary, and nothing twice", () => {
    const name = fc.integer({ min: 0, max: 5 }).map((index) => `c${String(index)}`);
    const host = name.map((own) => `hub-of-${own}`);
    const clusters = fc.uniqueArray(
      fc.record({
        name,
        primary: fc.option(name),
        host: fc.option(host, { freq: 1 }),
        network: fc.constantFrom("n1", "n2"),
      }),
      { selector: (cluster) => cluster.name, minLength: 1 },
    );
    fc.assert(
      fc.property(clusters, (list) => {
        const lines = list.map(({ name: own, primary, host: place, network }) => {
          const controller = place === null ? "" : `, controlPlane: ${place}`;
          return `${own}: { network: ${network}${primary === null ? controller : `, primary: ${primary}`} }`;
        });
        const hubs = new Set(list.flatMap((one) => (one.host === null ? [] : [one.host])));
        const { primaries, secrets, controlledBy, istiodOf } = topologyOf(
          meshOf(...lines, ...[...hubs].map((hub) => `${hub}:`)),
        );
        const wanted = primaries.flatMap((primary) =>
          list
            .filter((one) => one.name !== primary)
            .map((one) => `${one.name} in ${String(istiodOf.get(primary))}`),
        );
        expect(new Set(secrets.map((pair) => `${pair.of} in ${pair.in}`))).toEqual(new Set(wanted));
        expect(new Set(secrets.map((pair) => JSON.stringify(pair))).size).toBe(secrets.length);
        for (const primary of controlledBy.values()) expect(primaries).toContain(primary);
        for (const primary of primaries) expect(controlledBy.get(primary)).toBe(primary);
      }),
    );
  });
});
