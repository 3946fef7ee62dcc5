import { describe, expect, test } from "vitest";
import { reduceApply, APPLY_NOT_STARTED } from "../../src/report/apply-state.ts";
import { leftoversOf } from "../../src/planner/leftovers.ts";
import type { OwnedObjects } from "../../src/planner/owned-objects.ts";
import type { ClusterName } from "../../src/mesh/model.ts";
import { planBlocks } from "../../src/report/plan-blocks.ts";
import { planView } from "../../src/report/plan-view.ts";
import { planText } from "../../src/report/text.ts";
import type { PlanView } from "../../src/report/view.ts";
import { liveRows } from "../../src/ui/live-rows.ts";
import { meshOf } from "../planner/seed.ts";
import { outlinePlan } from "./outline-plan.ts";

/** Neither by letters nor by numbers: remotes stand before their primary, and 2 after 10. */
const NAMES = ["west", "10", "2", "main", "east"];

function fileOf(names: readonly string[], primary: string): string {
  const lines = names.map(
    (name) =>
      `  "${name}": { network: "${name}-net"${name === primary ? "" : `, primary: ${primary}`} }`,
  );
  return `apiVersion: meshplan/v1
mesh: mesh1
istio:
  version: 1.31.0
clusters:
${lines.join("\n")}
`;
}

const FILE = fileOf(NAMES, "main");
const plan = outlinePlan(FILE);
const view = planView(plan, "0.1.0");

/** Clusters as they first appear. */
function firsts(clusters: readonly string[]): readonly string[] {
  return [...new Set(clusters)];
}

function text(shown: PlanView, full = false): readonly string[] {
  return planText(shown, { color: false, full, width: 120 }).split("\n");
}

describe("clusters are listed in the order of the file", () => {
  test("in the plan and its JSON: clusters, actions, and where something is found", () => {
    expect(view.clusters.map(({ name }) => name)).toEqual(NAMES);
    expect(firsts(view.actions.map(({ cluster }) => cluster))).toEqual(NAMES);
    for (const { clusters } of view.risks)
      expect(clusters).toEqual(NAMES.filter((name) => clusters.includes(name)));
    const secrets = view.actions.filter(({ component }) => component === "remote-secret");
    expect(secrets.map(({ subject }) => subject)).toEqual(["west", "10", "2", "east"]);
  });

  test("in blocks, which stand where the first of their clusters does", () => {
    const options = { file: "mesh.yaml", readOnly: false, isAnythingDone: true, full: false };
    const blocks = planBlocks(view, { ...options, namespace: "istio-system" });
    expect(blocks.map(({ clusters }) => clusters)).toEqual([["west", "10", "2", "east"], ["main"]]);
  });

  test("on the screen of an apply", () => {
    const started = reduceApply(APPLY_NOT_STARTED, {
      type: "apply-started",
      seq: 1,
      time: "2026-01-01T12:00:00.000Z",
      mesh: plan.mesh,
      digest: plan.digest,
      actions: plan.actions.map(({ id, cluster, component, needs }) => ({
        id,
        cluster,
        component,
        needs: needs.map((need) => need.id),
        changes: 1,
      })),
    });
    expect(liveRows(started, 0).map(({ label }) => label)).toEqual(NAMES);
  });

  test("in what is left over", () => {
    const { mesh, topology } = meshOf(FILE);
    const object = { apiVersion: "v1", kind: "ConfigMap", namespace: "istio-system", name: "old" };
    const owned = new Map<ClusterName, OwnedObjects>(
      mesh.clusters.map(({ name }) => [name, { objects: [{ object }], unlisted: [] }]),
    );
    const found = leftoversOf({ mesh, topology, desired: [], owned });
    expect(found.map(({ cluster }) => cluster)).toEqual(NAMES);
  });
});

describe("more than twenty clusters", () => {
  const names = Array.from({ length: 30 }, (_, index) => `c${String(index)}`);
  const many = planView(outlinePlan(fileOf(names, "c0")), "0.1.0");
  const differs = many.clusters.map((cluster) =>
    cluster.name === "c17" ? { ...cluster, server_version: "v1.29.4" } : cluster,
  );

  test("are folded where they are alike, and one that differs has its row", async () => {
    const lines = text({ ...many, clusters: differs });
    const table = lines.slice(lines.findIndex((line) => line.startsWith("  cluster ")));
    await expect(table.slice(0, table.indexOf("")).join("\n")).toMatchFileSnapshot(
      "goldens/clusters-folded.txt",
    );
    expect(lines).toContain("  c1, c2, c3, … 26 more");
  });

  test("all stand there with --full", () => {
    const lines = text(many, true);
    for (const name of names)
      expect(lines.some((line) => line.startsWith(`  ${name} `))).toBe(true);
    expect(lines.some((line) => line.includes("26 more"))).toBe(false);
  });

  test("are not folded up to twenty, nor where a fold would save no row", () => {
    const twenty = planView(outlinePlan(fileOf(names.slice(0, 20), "c0")), "0.1.0");
    expect(text(twenty).some((line) => /^ {2}(c1, c2, c3, )?…/.test(line))).toBe(false);
    const few = many.clusters.slice(0, 24).map((cluster, index) => ({
      ...cluster,
      server_version: `v1.3${String(Math.floor(index / 4))}.0`,
    }));
    const rows = text({ ...many, clusters: few }).filter((line) => /^ {2}c\d+ /.test(line));
    expect(rows).toHaveLength(24);
  });
});
