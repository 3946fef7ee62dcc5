import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { printDiagnostics, printProblem } from "../../src/diagnostics/print.ts";
import { planMesh, readMesh } from "../../src/engine.ts";
import { hasErrors } from "../../src/diagnostics/has-errors.ts";
import { MeshplanError } from "../../src/errors.ts";
import type { Clusters, ClusterClient } from "../../src/ports.ts";
import { eventJson } from "../../src/report/events-json.ts";
import { explainAction } from "../../src/report/explain.ts";
import { graphText } from "../../src/report/graph.ts";
import { planJson } from "../../src/report/json.ts";
import { eventLines } from "../../src/report/lines.ts";
import { planView } from "../../src/report/plan-view.ts";
import { shown } from "../../src/report/shown.ts";
import { planText } from "../../src/report/text.ts";
import { printableLines } from "../../src/util/printable.ts";
import { complaints, HOSTILE, withTexts } from "../hostile.ts";
import { fold } from "../report/apply-events.ts";
import { editByHand, PLAIN, startWorld, type World } from "./world.ts";

/** A lone surrogate is refused where answers are read. */
const EVIL = HOSTILE.filter((text) => !text.endsWith("\ud800")).join(" ");

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.converge();
  await world.idle();
});
afterAll(() => world.close());

/** Clusters whose answers hold hostile text wherever `path` matches. */
function spoiled(clusters: Clusters, path: RegExp): { clusters: Clusters; hits: () => number } {
  let hits = 0;
  const spoil = <T>(answer: T): T =>
    withTexts(answer, (at, text) => {
      if (!path.test(at)) return undefined;
      hits += 1;
      return text + EVIL;
    });
  const client = (real: ClusterClient): ClusterClient =>
    new Proxy(real, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key, target);
        if (typeof member !== "function") return member;
        const call = member.bind(target) as (...args: unknown[]) => unknown;
        if (!["get", "list", "getJson", "getDocument"].includes(String(key))) return call;
        return async (...args: unknown[]) => spoil(await call(...args));
      },
    });
  return {
    clusters: {
      connect: async (target) => client(await clusters.connect(target)),
      close: () => undefined,
    },
    hits: () => hits,
  };
}

/** Everything that is said of a plan, or of why there is none. */
async function said(clusters: Clusters): Promise<readonly string[]> {
  const { source, mesh, topology } = await readMesh(world.ports, "mesh.yaml", world.folder);
  if (mesh === undefined || topology === undefined) throw new Error("internal: a bad seed");
  try {
    const ports = { ...world.ports, clusters };
    const input = { source, mesh, topology };
    const { plan, diagnostics } = await planMesh(ports, input, { allowUnreachable: false });
    const problems = printDiagnostics(diagnostics, source, PLAIN);
    if (plan === undefined || hasErrors(diagnostics)) return [problems];
    const view = planView(plan, "0.0.0");
    return [
      problems,
      ...[true, false].map((full) => planText(view, { color: false, full, width: 80 })),
      planJson(view),
      graphText(view),
      ...plan.actions.map(({ id }) => explainAction(view, id) ?? ""),
    ];
  } catch (error) {
    if (error instanceof MeshplanError) return [printProblem(error, PLAIN)];
    throw error;
  }
}

describe("hostile text that a cluster returns", () => {
  test.each([
    ["versions", /^\.gitVersion$/],
    ["data of ConfigMaps", /\.data\.[^.]*$/],
    ["annotations", /\.annotations\./],
    ["labels", /\.labels\./],
    ["names of field managers", /\.managedFields\[\]\.manager$/],
    ["images", /\.image$/],
    ["status", /\.status\./],
    [
      "what an object says of itself beside its identity",
      /\.(spec|webhooks|rules|subsets|endpoints)\b/,
    ],
  ])("%s", async (_, path) => {
    const { clusters, hits } = spoiled(world.ports.clusters, path);
    const texts = await said(clusters);
    expect(hits()).toBeGreaterThan(0);
    expect(texts.flatMap((text) => complaints(text))).toEqual([]);
  });

  test("a ConfigMap edited by hand is shown as what it is", async () => {
    const path = "/api/v1/namespaces/istio-system/configmaps/istio";
    const data = { mesh: `x: y\n${EVIL}\nNo changes. The mesh matches mesh.yaml.\n` };
    await editByHand(world.api("cluster1"), path, { data });
    const texts = await said(world.ports.clusters);
    expect(texts.join("")).toContain("␛[2J␛[1;1Hpwned");
    expect(texts.flatMap((text) => complaints(text))).toEqual([]);
    for (const text of texts) expect(text).not.toMatch(/^\s*No changes\. The mesh/m);
  });
});

describe("hostile text of refusals", () => {
  const refuse = (method: RegExp, path: RegExp) =>
    world.sandbox.cluster("cluster1").faults.add({
      when: ({ method: asked, path: at }) => method.test(asked) && path.test(at),
      effect: { kind: "status", code: 400, reason: "BadRequest", message: EVIL },
    });

  test.each([
    ["a GET", /GET/, /\/configmaps\/istio$/],
    ["a list", /GET/, /\/secrets$|\/deployments$/],
    ["a dry run", /PATCH/, /./],
  ])("of %s before anything is written", async (_, method, path) => {
    const heal = refuse(method, path);
    try {
      const texts = await said(world.ports.clusters);
      expect(texts.join("")).toMatch(/injected/);
      expect(texts.flatMap((text) => complaints(text))).toEqual([]);
    } finally {
      heal();
    }
  });

  test("of a write, as lines and JSON", async () => {
    await editByHand(world.api("cluster1"), "/api/v1/namespaces/istio-system", {
      metadata: { labels: { "topology.istio.io/network": "oops" } },
    });
    const plan = await world.plan();
    const heal = refuse(/PATCH/, /./);
    try {
      const events = await world.apply(plan).catch((error: unknown) => {
        if (error instanceof MeshplanError) return printProblem(error, PLAIN);
        throw error;
      });
      const texts =
        typeof events === "string"
          ? [events]
          : events.flatMap((event, index) => {
              const state = fold(events.slice(0, index + 1).map(shown));
              const lines = eventLines(state, shown(event), { resume: "meshplan apply" });
              return [printableLines(lines), eventJson(event)];
            });
      expect(texts.join("")).toMatch(/injected/);
      expect(texts.flatMap((text) => complaints(text))).toEqual([]);
    } finally {
      heal();
    }
  });
});
