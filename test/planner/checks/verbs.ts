import { expect } from "vitest";
import type { ClusterName, Mesh } from "../../../src/mesh/model.ts";
import { topologyOf } from "../../../src/mesh/topology.ts";
import type { LiveNamespace, ReachableFacts } from "../../../src/planner/facts.ts";
import type { Check, CheckInput } from "../../../src/planner/checks/check.ts";

type Said = { readonly [cluster: string]: Partial<ReachableFacts> };

/** What a mesh's clusters answered; what is not said is as on a new cluster. A cluster that is not named did not answer. */
export function factsOf(mesh: Mesh, said: Said): CheckInput {
  const known = mesh.clusters.flatMap((cluster) => {
    const own = said[cluster.name];
    return own === undefined ? [] : [{ cluster, facts: { ...newCluster(cluster.name), ...own } }];
  });
  return inputOf(mesh, new Map(known.map(({ facts }) => [facts.cluster, facts])));
}

/** What checks are asked about where nothing else is known. */
export function inputOf(
  mesh: Mesh,
  facts: CheckInput["facts"],
  besides: Partial<CheckInput> = {},
): CheckInput {
  return {
    mesh,
    topology: topologyOf(mesh),
    all: [...facts.values()],
    facts,
    known: mesh.clusters.flatMap((cluster) => {
      const one = facts.get(cluster.name);
      return one === undefined ? [] : [{ cluster, facts: one }];
    }),
    files: { texts: new Map(), problems: new Map() },
    trust: { root: "istiod" },
    now: new Date("2026-11-26T12:00:00Z"),
    allowUnreachable: false,
    looked: [],
    leftovers: [],
    ...besides,
  };
}

function newCluster(cluster: ClusterName): ReachableFacts {
  return {
    reachable: true,
    cluster,
    server: `https://${cluster}.example.com:6443`,
    serverVersion: "v1.35.4",
    identity: `uid-of-${cluster}`,
    embedded: false,
    denied: [],
  };
}

/** Facts of a cluster that does not say which it is. */
export const NOBODY = { identity: undefined } as unknown as Partial<ReachableFacts>;

export function expectAccepted(rule: Check<"facts">, mesh: Mesh, said: Said): void {
  expect(rule.check(factsOf(mesh, said))).toEqual([]);
}

/** Expects these messages, in this order, each with a next step and the cluster it is about. */
export function expectRefused(
  rule: Check<"facts">,
  mesh: Mesh,
  said: Said,
  ...messages: readonly string[]
): void {
  const found = rule.check(factsOf(mesh, said));
  expect(found.map(({ message }) => message)).toEqual(messages);
  for (const { help, cluster } of found) {
    expect(help).not.toBe("");
    expect(cluster).toBeDefined();
  }
}

/** Facts of a cluster that has the namespace of Istio, of which this is told. */
export function inNamespace(told: Partial<LiveNamespace>): Partial<ReachableFacts> {
  return { namespace: { annotations: [], ...told } };
}
