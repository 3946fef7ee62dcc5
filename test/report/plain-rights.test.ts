import { describe, expect, test } from "vitest";
import { rendererManifests } from "../../src/adapters/renderers/manifests.ts";
import { outlineObjects } from "../../src/embedded/istio/outline/outline.ts";
import { refOf, refText } from "../../src/kube/object.ts";
import { planView } from "../../src/report/plan-view.ts";
import { rightsOf, rightText } from "../../src/report/risks/rights.ts";
import { PLAIN_RIGHTS } from "../../src/report/risks/plain-rights.ts";
import { temporaryFolder } from "../adapters/kubernetes/api-server.ts";
import { outlinePlan } from "./outline-plan.ts";
import { MESHES, objectsOf, rowsOf, tableOf } from "./plain-meshes.ts";

type Render = NonNullable<Parameters<typeof objectsOf>[1]>;

/** The rights in every kind of mesh, as a table. */
async function rightsIn(render?: Render): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const text of MESHES)
    for (const object of await objectsOf(text, render))
      for (const right of rightsOf(refOf(object), object))
        lines.push(`${refText(refOf(object))} | ${rightText(right)}`);
  return tableOf(lines);
}

describe("the table of plain rights", () => {
  test("has every role and binding of the outline", async () => {
    const names = (lines: readonly string[]): readonly string[] => [
      ...new Set(lines.map((line) => line.split(" | ")[0] ?? "")),
    ];
    expect(names(PLAIN_RIGHTS)).toEqual(names(await rightsIn()));
  });

  test.each(MESHES)("lets the outline be plain in the mesh %j", (text) => {
    const plan = outlinePlan(`apiVersion: meshplan/v1\nmesh: mesh1\n${text}`);
    const found = planView(plan, "0.1.0").risks.filter(({ topic }) => topic === "rights");
    expect(found).toEqual([]);
  });

  test("is what this machine's istioctl makes of every kind of mesh, if that is of Istio 1.31", async () => {
    const manifests = rendererManifests({
      outline: outlineObjects,
      env: { MESHPLAN_ISTIOCTL: process.env["MESHPLAN_ISTIOCTL"], PATH: process.env["PATH"] },
      cacheDirectory: await temporaryFolder(),
      renderCache: true,
    });
    const renderer = await manifests.choose(
      { version: "1.31.0", renderer: "istioctl" },
      { embedded: true },
    );
    if (renderer.kind === "outline") return;
    const table = await rightsIn(async (requests) =>
      (await manifests.render(renderer, requests)).map(({ objects }) => objects),
    );
    await expect(
      `/**
 * What a plain Istio 1.31 allows, and to whom, by the object that does: rules of roles (verbs, groups, resources and names) and
 * subjects of bindings. Written by \`MESHPLAN_ISTIOCTL=PATH npx vitest run test/report/plain-rights.test.ts -u\`.
 */
export const PLAIN_RIGHTS: readonly string[] = [
${rowsOf(table)}];
`,
    ).toMatchFileSnapshot("../../src/report/risks/plain-rights.ts");
  }, 600_000);
});
