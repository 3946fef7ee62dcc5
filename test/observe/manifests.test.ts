import { actionId } from "../../src/planner/action.ts";
import type { ClusterName, Mesh } from "../../src/mesh/model.ts";
import { describe, expect, test } from "vitest";
import { loadMesh } from "../../src/mesh/load.ts";
import { sourceOf } from "../../src/diagnostics/source.ts";
import { chooser, renderAll } from "../../src/observe/manifests.ts";
import type { Manifests, RendererInfo } from "../../src/ports.ts";

const PROGRAM = "a".repeat(64);
const REQUESTS = ["control-plane", "cni"].map((component) => ({
  for: actionId("c1" as ClusterName, component),
  cluster: "c1" as ClusterName,
  component,
  version: "1.31.0",
  operator: {},
}));

function meshWith(pins: readonly string[] | undefined): Mesh {
  const pinned = pins === undefined ? "" : `, rendererSha256: [${pins.join(", ")}]`;
  const text = `apiVersion: meshplan/v1\nmesh: m\nistio: { version: 1.31.0${pinned} }\nclusters:\n  c1: { network: n }\n`;
  const { mesh, diagnostics } = loadMesh(sourceOf("mesh.yaml", text), { directory: "/" });
  if (mesh === undefined) throw new Error(JSON.stringify(diagnostics));
  return mesh;
}

/** Renders with a program of this hash, from these charts. */
function rendered(pins: readonly string[] | undefined, info: RendererInfo, charts = false) {
  let renders = 0;
  const manifests: Manifests = {
    choose: () => Promise.resolve(info),
    render: (_, requests) => {
      renders += 1;
      const from = [`istiod sha256:${"b".repeat(64)}`];
      return Promise.resolve(requests.map(() => ({ objects: [], ...(charts ? { from } : {}) })));
    },
    gatewayApi: () => Promise.resolve([]),
  };
  const mesh = meshWith(pins);
  const all = renderAll({ manifests }, mesh, REQUESTS, chooser({ manifests }, mesh, false));
  return { all, renders: () => renders };
}

describe("what rendered", () => {
  const ISTIOCTL = { kind: "istioctl", version: "1.31.0", sha256: PROGRAM } as const;
  const HELM = { kind: "helm", version: "3.19.0", sha256: PROGRAM, charts: "./charts" } as const;

  test("is known by its content, charts included, whatever order they were asked in", async () => {
    const { renderer } = await rendered(undefined, HELM, true).all;
    expect(renderer).toMatchObject({ sha256: PROGRAM });
    expect(renderer.chartsSha256).toMatch(/^[0-9a-f]{64}$/);
    expect((await rendered(undefined, ISTIOCTL).all).renderer).toEqual(ISTIOCTL);
  });

  test("has to be what the file pins; another program is not run", async () => {
    await expect(rendered([PROGRAM], ISTIOCTL).all).resolves.toBeDefined();
    await expect(rendered(["c".repeat(64), PROGRAM], ISTIOCTL).all).resolves.toBeDefined();
    const other = rendered(["c".repeat(64)], ISTIOCTL);
    await expect(other.all).rejects.toMatchObject({
      code: "MP9218",
      message: `istio.rendererSha256 does not list istioctl 1.31.0, whose sha256 is ${PROGRAM}`,
    });
    expect(other.renders()).toBe(0);
  });

  test("of Helm are the charts too", async () => {
    await expect(rendered([PROGRAM], HELM, true).all).rejects.toMatchObject({ code: "MP9218" });
    const { renderer } = await rendered(undefined, HELM, true).all;
    const pins = [PROGRAM, renderer.chartsSha256 ?? ""];
    await expect(rendered(pins, HELM, true).all).resolves.toBeDefined();
  });

  test("may be the outline, which is part of meshplan", async () => {
    const outline = { kind: "outline", version: "1.31.0", note: "no istioctl was found" } as const;
    await expect(rendered([PROGRAM], outline).all).resolves.toMatchObject({ renderer: outline });
  });
});
