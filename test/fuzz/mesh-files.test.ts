import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { stringify } from "yaml";
import { CODES } from "../../src/diagnostics/codes.ts";
import { printDiagnostics } from "../../src/diagnostics/print.ts";
import { sourceOf } from "../../src/diagnostics/source.ts";
import { renderMesh } from "../../src/engine/render.ts";
import { canonicalJson } from "../../src/kube/canonical.ts";
import type { JsonMap } from "../../src/kube/object.ts";
import { loadMesh } from "../../src/mesh/load.ts";
import { renderRequests } from "../../src/planner/render-requests.ts";
import { outlineFor } from "../../src/adapters/renderers/outline.ts";
import { PLAIN, startWorld, type World } from "../engine/world.ts";
import { fromSchema } from "./from-schema.ts";
import { countEnd, fuzzing, TIME } from "./fuzzing.ts";
import { lawful, printable, Refusal } from "./law.ts";
import { mutatedText, mutation } from "./mutations.ts";

const SCHEMA = JSON.parse(
  readFileSync(new URL("../../schema/mesh.schema.json", import.meta.url), "utf8"),
) as JsonMap;
/** What texts without a grammar are made of: values that fit together, and a few that fit nothing. */
const NAMES = [
  "cluster1",
  "cluster2",
  "cluster3",
  "network1",
  "network2",
  "mesh1",
  "1.31.0",
  "default",
  "a.example.com",
  "10.0.0.0/8",
  "198.51.100.7",
  "stable",
  "istio-system",
  "",
];
/** Small meshes of every shape, to be changed in one place or two. */
const SEEDS: readonly JsonMap[] = [
  {},
  {
    trust: { root: "existing" },
    clusters: { cluster1: { network: "network1" }, cluster2: { network: "network2" } },
  },
  {
    mode: "ambient",
    trust: { root: "existing" },
    clusters: { cluster1: { network: "network1" }, cluster2: { network: "network2" } },
  },
  {
    istio: { version: "1.31.0", ingress: "default" },
    defaults: { gateway: { address: "198.51.100.7" } },
  },
  {
    clusters: {
      cluster1: { network: "network1", gateway: { type: "NodePort" } },
      cluster2: { network: "network1", primary: "cluster1" },
    },
  },
];

let world: World;
beforeAll(async () => {
  world = await startWorld({ clusters: ["cluster1"] });
});
afterAll(() => world.close());

const fromGrammar = fromSchema(SCHEMA, NAMES);
const seeded = fc
  .tuple(fc.constantFrom(...SEEDS), fromGrammar, fc.nat(3))
  .map(([seed, other, taken]): JsonMap => {
    const base = {
      apiVersion: "meshplan/v1",
      mesh: "mesh1",
      istio: { version: "1.31.0" },
      clusters: {
        cluster1: { network: "network1" },
        cluster2: { network: "network2", primary: "cluster1" },
      },
      ...seed,
    };
    const extra = Object.entries((other ?? {}) as JsonMap).slice(0, taken);
    return { ...base, ...Object.fromEntries(extra.filter(([key]) => !(key in base))) };
  });
const text = fc.oneof(
  { weight: 5, arbitrary: fromGrammar.map((value) => stringify(value)) },
  { weight: 5, arbitrary: seeded.map((value) => stringify(value)) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(seeded, fc.array(mutation, { minLength: 1, maxLength: 2 }))
      .map(([value, changes]) => changes.reduce(mutatedText, JSON.stringify(value))),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
);

test(
  "a mesh file is a mesh or has a code with a place, whatever is in it, and a mesh is rendered",
  async () => {
    await fc.assert(
      fc.asyncProperty(text, async (one) => {
        const source = sourceOf("mesh.yaml", one);
        const loaded = await lawful(() => loadMesh(source, { directory: world.folder }));
        if (loaded instanceof Refusal) return;
        const { mesh, topology, diagnostics } = loaded;
        printable(printDiagnostics(diagnostics, source, PLAIN));
        if (mesh === undefined || topology === undefined) {
          const errors = diagnostics.filter(({ code }) => CODES[code].severity === "error");
          if (errors.length === 0) throw new Error("no mesh, and no word of why");
          return;
        }
        const manifests = {
          ...world.ports.manifests,
          choose: ({ version }: { readonly version: string }) =>
            Promise.resolve(outlineFor(version, "fuzz")),
        };
        countEnd("a mesh");
        for (const { operator } of renderRequests(mesh, topology)) canonicalJson(operator);
        await lawful(() =>
          renderMesh(
            { ...world.ports, manifests },
            { mesh, topology },
            { all: true, outline: true },
          ),
        );
      }),
      fuzzing(150),
    );
  },
  TIME,
);
