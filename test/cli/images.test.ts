import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SEED } from "../mesh/build-mesh.ts";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { openShell, type Shell, startClusters } from "./program.ts";

let sandbox: Sandbox;
let shell: Shell;
beforeAll(async () => {
  sandbox = await startClusters();
  shell = openShell(sandbox);
});
afterAll(async () => {
  await sandbox.close();
  shell.remove();
});

/** A registry of one's own, another name for proxies, a variant, and an image of a patch; cluster2 is left to others. */
const MIRRORED = SEED.replace(
  "version: 1.31.0",
  "version: 1.31.0\n  hub: registry.example.com/istio\n  values: { global: { variant: distroless } }",
).replace("primary: cluster1 }", "primary: cluster1, delivery: { all: external } }");

describe("meshplan images", () => {
  test("prints one image a line, says what the outline is, and asks no cluster", async () => {
    shell.write("mesh.yaml", MIRRORED);
    const asked = sandbox.clusters.map(({ requests }) => requests.length);
    const { code, stdout, stderr } = await shell.meshplan("images", "--outline");
    expect(code).toBe(0);
    expect(stdout).toBe("registry.example.com/istio/pilot:1.31.0\n");
    expect(stderr).toContain(
      "Made with the built-in outline of Istio 1.31.0: Istio's charts may name more. Install istioctl for a list to mirror by.\n",
    );
    expect(sandbox.clusters.map(({ requests }) => requests.length)).toEqual(asked);
  });

  test("as JSON says what needs each of them, in every cluster and whoever delivers it", async () => {
    shell.write("mesh.yaml", MIRRORED);
    const { stdout } = await shell.meshplan("images", "--outline", "--format", "json");
    await expect(stdout).toMatchFileSnapshot("goldens/images.json");
  });

  test("is for a mesh file, and for one that is right", async () => {
    shell.write("mesh.yaml", "mesh: 1\n");
    expect(await shell.meshplan("images", "--outline")).toMatchObject({ code: 1, stdout: "" });
  });
});
