import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ClusterPart, clusterParts } from "../../src/report/cluster-parts.ts";
import { planBlocks } from "../../src/report/plan-blocks.ts";
import { clusterRows } from "../../src/report/plan-rows.ts";
import type { Row } from "../../src/report/row.ts";
import { planView } from "../../src/report/plan-view.ts";
import type { PlanView } from "../../src/report/view.ts";
import { outlinePlan } from "./outline-plan.ts";

/** A primary with three remotes: two of them in one network of their own. */
function viewOf([hub = "", a = "", b = "", c = ""]: readonly string[], nets: readonly string[]) {
  const [main = "", shared = "", other = ""] = nets.map((name) => JSON.stringify(name));
  const text = `apiVersion: meshplan/v1
mesh: mesh1
istio:
  version: 1.31.0
clusters:
  ${JSON.stringify(hub)}: { network: ${main} }
  ${JSON.stringify(a)}: { network: ${shared}, primary: ${JSON.stringify(hub)} }
  ${JSON.stringify(b)}: { network: ${shared}, primary: ${JSON.stringify(hub)} }
  ${JSON.stringify(c)}: { network: ${other}, primary: ${JSON.stringify(hub)} }
`;
  return planView(outlinePlan(text), "0.1.0");
}

const OPTIONS = {
  file: "mesh.yaml",
  readOnly: false,
  isAnythingDone: true,
  namespace: "istio-system",
} as const;

/** Which clusters stand together, by their place in the file, and how much each block says; a plan is in the order of names. */
function outlineOf(view: PlanView, names: readonly string[], full: boolean) {
  return planBlocks(view, { ...OPTIONS, full })
    .map(({ clusters, counts, rows }) => ({
      clusters: clusters.map((name) => names.indexOf(name)).sort(),
      counts,
      rows: rows.map(({ kind }) => kind).sort(),
    }))
    .sort((a, b) => (a.clusters[0] ?? 0) - (b.clusters[0] ?? 0));
}

/** The block of a cluster, with its names, says what its own rows say. */
function expectTold(view: PlanView, part: ClusterPart, full: boolean): void {
  const options = { ...OPTIONS, full };
  const block = planBlocks(view, options).find(({ clusters }) => clusters.includes(part.name));
  const told = JSON.stringify(block?.rows)
    .replaceAll("{cluster}", part.name)
    .replaceAll("{network}", part.network);
  const lines = block?.clusters.length === 1;
  expect(JSON.parse(told) as readonly Row[]).toEqual(clusterRows(part, { ...options, lines }));
}

/** Words of rows and of plans, names that are parts of each other, and what regular expressions and patterns read. */
const WORDS = [
  ["kind", "text", "label", "right", "object", "action", "symbol", "line", "field", "more"],
  ["istiod", "objects", "cluster", "network", "service", "0", "1", "22", "to", "add", "mesh1"],
  ["istio-system", "gateway", "control-plane", "pilot", "file", "east", "east-1", "east-1-1"],
].flat();
const word = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,4}[a-z0-9])?$/),
);
const meshes = fc.record({
  names: fc.uniqueArray(word, { minLength: 4, maxLength: 4 }),
  nets: fc.uniqueArray(word, { minLength: 3, maxLength: 3 }),
  full: fc.boolean(),
});

describe("blocks of equal clusters", () => {
  const plain = ["c1", "c2", "c3", "c4"];
  const view = viewOf(plain, ["n1", "n2", "n3"]);

  test("are the same whatever names clusters and networks have, and true of each cluster", () => {
    expect(outlineOf(view, plain, false).map(({ clusters }) => clusters)).toEqual([[0], [1, 2, 3]]);
    fc.assert(
      fc.property(meshes, ({ names, nets, full }) => {
        const renamed = viewOf(names, nets);
        expect(outlineOf(renamed, names, full)).toEqual(outlineOf(view, plain, full));
        for (const part of clusterParts(renamed)) expectTold(renamed, part, full);
      }),
      { numRuns: 12 },
    );
  });

  test("keep apart clusters that differ in what is cut of a value", () => {
    const long = (end: string): string => `${"x".repeat(200)}${end}`;
    const updated = (ends: Readonly<Record<string, string>>): PlanView => ({
      ...view,
      actions: view.actions.map((action) => ({
        ...action,
        changes: action.changes.map((change, index) =>
          index > 0 || action.component !== "namespace"
            ? { ...change, verb: "none" as const }
            : {
                ...change,
                verb: "update" as const,
                fields: [
                  { path: "spec.x", before: "old", after: long(ends[action.cluster] ?? "") },
                ],
              },
        ),
      })),
    });
    const clustersOf = (ends: Readonly<Record<string, string>>) =>
      outlineOf(updated(ends), plain, false).map(({ clusters }) => clusters);
    expect(clustersOf({})).toEqual([[0], [1, 2, 3]]);
    expect(clustersOf({ c3: "!" })).toEqual([[0], [1, 3], [2]]);
  });

  test.each(["Service", "ConfigMap"])(
    "keep apart clusters that differ in hidden lines of a %s",
    (kind) => {
      const fields = (end: string) =>
        Array.from({ length: 50 }, (_, index) => ({
          path: `spec.x${String(index)}`,
          before: "old",
          after: index === 49 ? `new${end}` : "new",
        }));
      const updated = (ends: Readonly<Record<string, string>>): PlanView => ({
        ...view,
        actions: view.actions.map((action) => ({
          ...action,
          changes: action.changes.map((change, index) =>
            index > 0 || action.component !== "namespace"
              ? { ...change, verb: "none" as const }
              : {
                  ...change,
                  verb: "update" as const,
                  object: { ...change.object, kind },
                  fields: fields(ends[action.cluster] ?? ""),
                },
          ),
        })),
      });
      const clustersOf = (ends: Readonly<Record<string, string>>) =>
        outlineOf(updated(ends), plain, false).map(({ clusters }) => clusters);
      expect(clustersOf({})).toEqual([[0], [1, 2, 3]]);
      expect(clustersOf({ c3: "!" })).toEqual([[0], [1, 3], [2]]);
    },
  );

  test("keep apart a cluster that has a finding of its own", () => {
    const alone = {
      ...view,
      risks: [
        { topic: "pods", risk: "traffic", text: "x", subject: "", clusters: ["c3"] },
      ] as const,
    };
    expect(outlineOf(alone, plain, false).map(({ clusters }) => clusters)).toEqual([
      [0],
      [1, 3],
      [2],
    ]);
  });
});
