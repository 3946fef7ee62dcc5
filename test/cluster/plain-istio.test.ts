import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { partFile, programPath } from "../../rig/cache.ts";
import { VERSIONS } from "../../rig/versions.ts";
import { rendererManifests } from "../../src/adapters/renderers/manifests.ts";
import { outlineObjects } from "../../src/embedded/istio/outline/outline.ts";
import { renderRequests } from "../../src/planner/render-requests.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { renderedProblem } from "../../src/planner/rendered-shape.ts";
import { planView } from "../../src/report/plan-view.ts";
import { meshOf } from "../planner/seed.ts";
import { ignored, lines } from "../report/ignored-values.ts";
import { mutantsOf, untold } from "../report/mutants.ts";
import { renderedPlan } from "../report/outline-plan.ts";
import {
  CHOOSING_MESHES,
  CHOSEN_MESHES,
  MANY_CHOICES,
  MESHES,
  SHAPE_MESHES,
  UNCHOSEN_MESH,
} from "../report/plain-meshes.ts";
import { PlainTable } from "../report/plain-table.ts";
import { kept, packedDefinitions, RECORDED, type Rendered, WRITTEN } from "../report/recorded.ts";

const EXAMPLES = fileURLToPath(new URL("../../examples", import.meta.url));
const SLOW = 1_800_000;
const HEAD = "apiVersion: meshplan/v1\nmesh: mesh1\n";

const RENDERERS = ["istioctl", "helm"] as const;
type Renderer = (typeof RENDERERS)[number];

let cacheDirectory = "";
beforeAll(() => {
  cacheDirectory = mkdtempSync(join(tmpdir(), "meshplan-plain-istio-test-"));
});
afterAll(() => {
  rmSync(cacheDirectory, { recursive: true, force: true });
});

async function rendered(renderer: Renderer, text: string): Promise<Rendered> {
  const { mesh, topology } = meshOf(text);
  const manifests = rendererManifests({
    outline: outlineObjects,
    env: {},
    cacheDirectory,
    renderCache: true,
    istioctl: programPath("istioctl"),
    helm: programPath("helm"),
  });
  const charts = partFile("helm", "charts");
  const chosen = await manifests.choose(
    { version: VERSIONS.istio, renderer, charts },
    { embedded: false },
  );
  const requests = renderRequests(mesh, topology);
  const renders = await manifests.render(chosen, requests);
  return requests.map((request, index) => {
    const objects = renders[index]?.objects ?? [];
    expect(renderedProblem(request, objects)).toBeUndefined();
    return [request.for, objects];
  });
}

/** Renders into the cache, as many at once as there are processors: a thousand of them take most of the time of this file. */
async function renderAhead(renderer: Renderer, texts: readonly string[]): Promise<void> {
  const left = [...texts];
  const next = async (): Promise<void> => {
    for (let text = left.pop(); text !== undefined; text = left.pop())
      await rendered(renderer, text);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, next));
}

const planOf = (text: string, objects: Rendered) =>
  renderedPlan(text, (request) => new Map(objects).get(request.for) ?? []);

/** What is said of the objects of a plan because a plain Istio has them otherwise. */
function told(text: string, objects: Rendered) {
  const { risks } = planView(planOf(text, objects), "0.1.0");
  const isCompared = /^(says what no plain|differs from a plain|a plain Istio|not in a plain)/;
  return risks.filter(({ text: said }) => isCompared.test(said));
}

const LEARNT = [...MESHES, ...SHAPE_MESHES].map((text) => HEAD + text);
const CHOSEN = [
  ...CHOOSING_MESHES.map(([, chosen]) => chosen),
  ...MANY_CHOICES.map(([mesh]) => mesh),
].map((text) => HEAD + text);

test(
  "the table of a plain Istio is what istioctl and Helm make of every kind of mesh",
  async () => {
    const table = new PlainTable();
    for (const renderer of RENDERERS) {
      const plans = new Map<string, Plan>();
      const planned = async (text: string): Promise<Plan> => {
        const plan = plans.get(text) ?? planOf(text, await rendered(renderer, text));
        plans.set(text, plan);
        return plan;
      };
      const choices = CHOOSING_MESHES.flatMap((pair) => pair.map((text) => HEAD + text));
      await renderAhead(renderer, [...new Set([...LEARNT, ...choices])]);
      for (const text of LEARNT) table.learn(await planned(text));
      for (const [without, chosen] of CHOOSING_MESHES)
        table.learnChoice(await planned(HEAD + without), await planned(HEAD + chosen));
    }
    await expect(table.toString()).toMatchFileSnapshot("../../data/plain-istio/1.31.json");
  },
  SLOW,
);

test(
  "the recorded renders are what istioctl makes",
  async () => {
    for (const [name, text] of Object.entries({ ...RECORDED, written: WRITTEN })) {
      const own = await rendered("istioctl", text);
      await expect(kept(own)).toMatchFileSnapshot(`../report/renders/${name}.json`);
      await expect(packedDefinitions(own)).toMatchFileSnapshot(
        "../report/renders/definitions.json",
      );
    }
  },
  SLOW,
);

describe.each(RENDERERS)("what %s makes", (renderer) => {
  const names = readdirSync(EXAMPLES, { withFileTypes: true }).filter((one) => one.isDirectory());
  const examples = names.map(({ name }) => [
    name,
    readFileSync(join(EXAMPLES, name, "mesh.yaml"), "utf8"),
  ]);

  // The examples are not what the table was learnt from.
  test.each([...examples, ...[...LEARNT, ...CHOSEN].map((text) => ["", text])])(
    "is plain: %s",
    async (_, text = "") => {
      expect(told(text, await rendered(renderer, text))).toEqual([]);
    },
    SLOW,
  );

  // Charts have nothing of their own for some of these: the renders are the same then.
  test.each(CHOSEN_MESHES.map((text) => [text.split("\n")[1], HEAD + text]))(
    "is told for a file that chooses something else: %s",
    async (_, text = "") => {
      const plain = HEAD + UNCHOSEN_MESH;
      const [chosen, unchosen] = [await rendered(renderer, text), await rendered(renderer, plain)];
      if (isDeepStrictEqual(chosen, unchosen)) return;
      expect(told(plain, chosen)).not.toEqual([]);
      expect(told(text, unchosen)).not.toEqual([]);
    },
    SLOW,
  );

  test.each(MANY_CHOICES.map((texts) => texts.map((text) => HEAD + text)))(
    "is told for a file that makes other choices: %s",
    async (text = "", other = "") => {
      expect(told(text, await rendered(renderer, other))).not.toEqual([]);
    },
    SLOW,
  );

  test(
    "has every value of the file, and is told without them",
    async () => {
      const plain = RECORDED["primary-remote"];
      expect(ignored(planOf(WRITTEN, await rendered(renderer, WRITTEN)))).toEqual([]);
      const told = ignored(planOf(WRITTEN, await rendered(renderer, plain)));
      await expect(lines(told)).toMatchFileSnapshot("../report/goldens/ignored-values.txt");
    },
    SLOW,
  );

  // Of twenty clusters nineteen are alike.
  test.each(examples.filter(([name]) => name !== "twenty-clusters"))(
    "is told wherever it is changed: %s",
    async (_, text = "") => {
      const own = await rendered(renderer, text);
      expect(untold(text, own, mutantsOf(own, { count: 20, seed: 31 }))).toEqual([]);
    },
    SLOW,
  );
});
