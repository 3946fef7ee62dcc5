import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { partFile, programPath } from "../../rig/cache.ts";
import { VERSIONS } from "../../rig/versions.ts";
import { rendererManifests } from "../../src/adapters/renderers/manifests.ts";
import { outlineObjects } from "../../src/embedded/istio/outline/outline.ts";
import { type KubeObject, refOf } from "../../src/kube/object.ts";
import { type ManifestRequest, renderRequests } from "../../src/planner/render-requests.ts";
import { planView } from "../../src/report/plan-view.ts";
import { partsOf, partText } from "../../src/report/risks/rendered-parts.ts";
import {
  isLong,
  LINE_MARK,
  leafText,
  lineMark,
  type TextLeaf,
  textsIn,
} from "../../src/report/risks/rendered-texts.ts";
import { meshOf } from "../planner/seed.ts";
import { renderedPlan } from "../report/outline-plan.ts";
import {
  MESHES,
  objectsOf,
  requestsOf,
  rowsOf,
  tableOf,
  VARIANT_MESHES,
} from "../report/plain-meshes.ts";

const CHECKOUT = fileURLToPath(new URL("../..", import.meta.url));
const EXAMPLES = join(CHECKOUT, "examples");
const SLOW = 900_000;

const RENDERERS = ["istioctl", "helm"] as const;
type Renderer = (typeof RENDERERS)[number];

/** Values of the meshes of the table, and the hole that stands for each. */
const HOLES: readonly (readonly [name: string, hole: string])[] = [
  ["mesh1", "{mesh}"],
  ["network1", "{network}"],
  ["network2", "{network}"],
  ["network3", "{network}"],
  ["1.31.0", "{version}"],
  ["gateway.example.com", "{host}"],
  ["192.0.2.1", "{address}"],
];

let cacheDirectory = "";
beforeAll(() => {
  cacheDirectory = mkdtempSync(join(tmpdir(), "meshplan-plain-texts-test-"));
});
afterAll(() => {
  rmSync(cacheDirectory, { recursive: true, force: true });
});

async function rendered(
  renderer: Renderer,
  requests: readonly ManifestRequest[],
): Promise<readonly (readonly KubeObject[])[]> {
  const manifests = rendererManifests({
    outline: outlineObjects,
    env: {},
    cacheDirectory,
    istioctl: programPath("istioctl"),
    helm: programPath("helm"),
  });
  const charts = partFile("helm", "charts");
  const chosen = await manifests.choose(
    { version: VERSIONS.istio, renderer, charts },
    { embedded: false },
  );
  return (await manifests.render(chosen, requests)).map(({ objects }) => objects);
}

const NAMES = /^(istio|istio-sidecar-injector|istio-cni-config)(-zz-revision)?$/;

function leavesIn(objects: readonly KubeObject[]): readonly TextLeaf[] {
  return objects.flatMap((object) => {
    const { kind, metadata } = object;
    if (kind !== "ConfigMap" || !NAMES.test(metadata.name)) return [];
    return [...textsIn(object).values()].flatMap((leaves = []) => leaves);
  });
}

test(
  "the table of plain texts is what istioctl, Helm and the outline make of every kind of mesh",
  async () => {
    const requests = [...MESHES, ...VARIANT_MESHES].flatMap(requestsOf);
    const objects = [
      ...(await rendered("istioctl", requests)),
      ...(await rendered("helm", requests)),
      ...requests.map(outlineObjects),
    ].flat();
    const leaves = leavesIn(objects);
    const lines = leaves.flatMap(({ value }) => (isLong(value) ? value.split("\n") : []));
    const marks = [...new Set(lines.map(lineMark))].sort().join("");
    const rows = marks.match(new RegExp(`.{1,${String(LINE_MARK * 9)}}`, "g")) ?? [];
    await expect(
      `/**
 * What the texts of a plain Istio 1.31 say to istiod, by their key: those of many lines by a hash. Written by
 * \`node rig/run.mjs test test/cluster/plain-texts.test.ts -u\`.
 */
export const PLAIN_TEXTS: readonly string[] = [
${rowsOf(tableOf(leaves.map(leafText), HOLES))}];

/** Marks of every line of the texts that have many. */
export const PLAIN_LINES =
${rows.map((row) => `  "${row}"`).join(" +\n")};
`,
    ).toMatchFileSnapshot("../../src/report/risks/plain-texts.ts");
  },
  SLOW,
);

test(
  "the table of plain parts is what istioctl, Helm and the outline make of every kind of mesh",
  async () => {
    const rows: string[] = [];
    for (const text of [...MESHES, ...VARIANT_MESHES])
      for (const objects of [
        ...(await Promise.all(
          RENDERERS.map((renderer) => objectsOf(text, (requests) => rendered(renderer, requests))),
        )),
        await objectsOf(text),
      ])
        for (const object of objects)
          for (const part of partsOf(refOf(object), object))
            rows.push(partText(refOf(object), part));
    await expect(
      `/**
 * What objects of a plain Istio 1.31 run, as whom and with what, and whom they ask and answer. Written by
 * \`node rig/run.mjs test test/cluster/plain-texts.test.ts -u\`.
 */
export const PLAIN_PARTS: readonly string[] = [
${rowsOf(tableOf(rows, HOLES))}];
`,
    ).toMatchFileSnapshot("../../src/report/risks/plain-parts.ts");
  },
  SLOW,
);

describe.each(RENDERERS)("what %s makes", (renderer) => {
  const names = readdirSync(EXAMPLES, { withFileTypes: true }).filter((one) => one.isDirectory());
  const examples = names.map(({ name }) => [
    name,
    readFileSync(join(EXAMPLES, name, "mesh.yaml"), "utf8"),
  ]);
  const meshes = MESHES.map((text) => ["", `apiVersion: meshplan/v1\nmesh: mesh1\n${text}`]);

  test.each([...examples, ...meshes])(
    "is plain: %s",
    async (_, text = "") => {
      const { mesh, topology } = meshOf(text);
      const requests = renderRequests(mesh, topology);
      const objects = await rendered(renderer, requests);
      const plan = renderedPlan(
        text,
        (one) => objects[requests.findIndex((request) => request.for === one.for)] ?? [],
      );
      const { risks } = planView(plan, "0.1.0");
      const isCompared = /^(says what no plain|differs from a plain)/;
      expect(risks.filter(({ text: said }) => isCompared.test(said))).toEqual([]);
    },
    SLOW,
  );
});
