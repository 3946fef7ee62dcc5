import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { partFile, programPath } from "../../rig/cache.ts";
import { VERSIONS } from "../../rig/versions.ts";
import { rendererManifests } from "../../src/adapters/renderers/manifests.ts";
import { outlineObjects } from "../../src/embedded/istio/outline/outline.ts";
import { sourceOf } from "../../src/diagnostics/source.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { loadMesh } from "../../src/mesh/load.ts";
import { renderRequests } from "../../src/planner/render-requests.ts";
import type { RenderRequest } from "../../src/ports.ts";
import * as operators from "../adapters/renderers/operators.ts";
import { type Difference, differences } from "./renderers/differences.ts";
import { reasonOf, renderersPage } from "./renderers/page.ts";
import { REASONS } from "./renderers/reasons.ts";

const CHECKOUT = fileURLToPath(new URL("../..", import.meta.url));
const EXAMPLES = join(CHECKOUT, "examples");

/** A hundred renders of half a second, on a machine that does other things too. */
const SLOW = 600_000;

/** What the examples ask for, and what no example has yet. */
function requests(): readonly RenderRequest[] {
  const names = readdirSync(EXAMPLES, { withFileTypes: true }).filter((one) => one.isDirectory());
  const ofExamples = names.flatMap(({ name }) => {
    const text = readFileSync(join(EXAMPLES, name, "mesh.yaml"), "utf8");
    const { mesh, topology } = loadMesh(sourceOf(name, text), { directory: EXAMPLES });
    if (mesh === undefined || topology === undefined) throw new Error(`${name} is not valid`);
    return renderRequests(mesh, topology);
  });
  const { request: _, ...others } = operators;
  return [...ofExamples, ...Object.values(others)];
}

let cacheDirectory = "";
let found: readonly Difference[] = [];
let rendered: readonly (readonly [istioctl: readonly KubeObject[], helm: readonly KubeObject[]])[];

beforeAll(async () => {
  cacheDirectory = mkdtempSync(join(tmpdir(), "meshplan-renderers-test-"));
  const manifests = rendererManifests({
    outline: outlineObjects,
    env: {},
    cacheDirectory,
    istioctl: programPath("istioctl"),
    helm: programPath("helm"),
  });
  const { istio: version } = VERSIONS;
  const charts = partFile("helm", "charts");
  const all = requests();
  const renderWith = async (renderer: "istioctl" | "helm") =>
    manifests.render(
      await manifests.choose({ version, renderer, charts }, { embedded: false }),
      all,
    );
  const [istioctl, helm] = [await renderWith("istioctl"), await renderWith("helm")];
  rendered = istioctl.map(({ objects }, index) => [objects, helm[index]?.objects ?? []]);
  found = rendered.flatMap(([one, other]) => differences(one, other));
}, SLOW);
afterAll(() => {
  rmSync(cacheDirectory, { recursive: true, force: true });
});

test("every difference has a reason, and every reason a difference", () => {
  expect(found.filter((one) => reasonOf(one) === undefined)).toEqual([]);
  const given = new Set(found.map(reasonOf));
  expect(REASONS.filter((reason) => !given.has(reason)).map(({ title }) => title)).toEqual([]);
});

test("docs/renderers.md lists them all", async () => {
  const { istio, helm } = VERSIONS;
  const page = await renderersPage(found, { istioctl: istio, helm });
  await expect(page).toMatchFileSnapshot(join(CHECKOUT, "docs/renderers.md"));
});

test("objects come in the same order", () => {
  const common = (objects: readonly KubeObject[], others: readonly KubeObject[]) => {
    const names = new Set(others.map(nameOf));
    return objects.map(nameOf).filter((name) => names.has(name));
  };
  for (const [istioctl, helm] of rendered)
    expect(common(helm, istioctl)).toEqual(common(istioctl, helm));
});

test("remotes do not get the validator of the chart base, which would refuse their configuration", () => {
  const names = rendered.flat().map((objects) => objects.map(nameOf));
  const remotes = names.filter((all) => all.includes("EndpointSlice istiod") && !isChecked(all));
  expect(remotes).not.toEqual([]);
  expect(remotes.flat()).not.toContain("ValidatingWebhookConfiguration istiod-default-validator");
});

/** The cluster with the configuration that an istiod elsewhere checks has a validator of its own. */
function isChecked(names: readonly string[]): boolean {
  return names.some((name) => name.startsWith("ValidatingWebhookConfiguration istio-validator-"));
}

function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.name}`;
}
