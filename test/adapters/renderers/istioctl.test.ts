import { createHash } from "node:crypto";
import { chmod, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ManifestsOptions,
  rendererManifests,
} from "../../../src/adapters/renderers/manifests.ts";
import { outlineObjects } from "../../../src/embedded/istio/outline/outline.ts";
import type { Manifests, RenderedManifests } from "../../../src/ports.ts";
import { temporaryFolder } from "../kubernetes/api-server.ts";
import { GATEWAY, PRIMARY } from "./operators.ts";

const DEFINITION = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: gateways.networking.istio.io
`;
const MANIFEST = `${DEFINITION}---
apiVersion: v1
kind: ConfigMap
metadata:
  name: istio
data:
  mesh: |-
    a: 1
    ---
    b: 2
---
`;

const WANTED = { version: "1.31.0", renderer: "istioctl" } as const;

interface Fake {
  readonly path: string;
  /** Arguments of every run so far, in order. */
  readonly runs: () => Promise<readonly string[]>;
}

/** A program that answers as istioctl does, and writes down that it ran. */
async function fakeIstioctl(
  version: string,
  { name = "istioctl", output = MANIFEST, code = 0, folder = "" } = {},
): Promise<Fake> {
  const home = folder === "" ? await temporaryFolder() : folder;
  const path = join(home, name);
  await writeFile(join(home, `${name}.out`), output);
  await writeFile(
    path,
    `#!/bin/sh
echo "$*" >> "$0.log"
case "$1" in
version) echo '{"clientVersion": {"version": "${version}"}}' ;;
*) cat > "$0.in"; echo 'Error: spec.values: bad value' >&2; cat "$0.out"; exit ${String(code)} ;;
esac
`,
  );
  await chmod(path, 0o755);
  const runs = async () => {
    const log = await readFile(`${path}.log`, "utf8").catch(() => "");
    return log.split("\n").filter((line) => line !== "");
  };
  return { path, runs };
}

async function manifestsOf(options: Partial<ManifestsOptions>): Promise<Manifests> {
  return rendererManifests({
    outline: outlineObjects,
    env: { PATH: "/usr/bin:/bin" },
    cacheDirectory: await temporaryFolder(),
    ...options,
  });
}

async function render(options: Partial<ManifestsOptions>): Promise<readonly RenderedManifests[]> {
  const manifests = await manifestsOf(options);
  return manifests.render(await manifests.choose(WANTED, { embedded: false }), [PRIMARY]);
}

test("a cache that others may write to is told of once, whoever asks it", async () => {
  const cacheDirectory = await temporaryFolder();
  await chmod(cacheDirectory, 0o777);
  const told: unknown[] = [];
  const { path } = await fakeIstioctl("1.31.0");
  const onDistrust = (found: unknown): void => void told.push(found);
  const options = { cacheDirectory, istioctl: path, onDistrust };
  expect(await render(options)).toHaveLength(1);
  expect(told).toEqual([{ path: cacheDirectory, why: "others may write to it" }]);
});

describe("choosing", () => {
  test("the flag wins over the variable, the variable over PATH", async () => {
    const folder = await temporaryFolder();
    await fakeIstioctl("1.31.0", { folder });
    const variable = await fakeIstioctl("1.31.0");
    const flag = await fakeIstioctl("1.31.7");
    const env = { PATH: folder, MESHPLAN_ISTIOCTL: variable.path };
    const chosen = async (options: Partial<ManifestsOptions>) =>
      (await manifestsOf(options)).choose(WANTED, { embedded: false });
    expect(await chosen({ env, istioctl: flag.path })).toMatchObject({ version: "1.31.7" });
    expect(await chosen({ env })).toMatchObject({ version: "1.31.0" });
    expect(await variable.runs()).toHaveLength(1);
    expect(await chosen({ env: { PATH: folder } })).toMatchObject({ version: "1.31.0" });
  });

  test("an istioctl that is named after the version wins over the plain one", async () => {
    const folder = await temporaryFolder();
    await fakeIstioctl("1.30.2", { folder });
    await fakeIstioctl("1.31.0", { folder, name: "istioctl-1.31.0" });
    const manifests = await manifestsOf({ env: { PATH: folder } });
    expect(await manifests.choose(WANTED, { embedded: false })).toMatchObject({
      kind: "istioctl",
      version: "1.31.0",
    });
  });

  test("another patch is refused, unless the flag names it; another minor always", async () => {
    const patch = await fakeIstioctl("1.31.2");
    const minor = await fakeIstioctl("1.30.0");
    const choose = async (options: Partial<ManifestsOptions>) =>
      (await manifestsOf(options)).choose(WANTED, { embedded: false });
    await expect(choose({ env: { MESHPLAN_ISTIOCTL: patch.path } })).rejects.toMatchObject({
      code: "MP9202",
      message: `Istio 1.31.0 needs istioctl 1.31.0, and ${patch.path} is 1.31.2`,
    });
    expect(await choose({ istioctl: patch.path })).toMatchObject({ version: "1.31.2" });
    await expect(choose({ istioctl: minor.path })).rejects.toMatchObject({ code: "MP9202" });
  });

  test("none at all is an error, but for embedded clusters the outline, which says so", async () => {
    const manifests = await manifestsOf({ env: {} });
    await expect(manifests.choose(WANTED, { embedded: false })).rejects.toMatchObject({
      code: "MP9201",
    });
    const outline = await manifests.choose(WANTED, { embedded: true });
    expect(outline).toEqual({
      kind: "outline",
      version: "1.31.0",
      note: "no istioctl was found",
    });
    const [rendered] = await manifests.render(outline, [GATEWAY]);
    expect(rendered?.objects).toHaveLength(6);
  });

  test("a path that was written down must be a program, embedded or not", async () => {
    const manifests = await manifestsOf({ istioctl: "/nowhere/istioctl" });
    await expect(manifests.choose(WANTED, { embedded: true })).rejects.toMatchObject({
      code: "MP9201",
      message: "--istioctl names /nowhere/istioctl, which is not a program",
    });
  });
});

describe("rendering", () => {
  test("gives the request to standard input and parses what comes back", async () => {
    const fake = await fakeIstioctl("1.31.0");
    const [rendered] = await render({ istioctl: fake.path });
    expect(rendered?.objects).toEqual([
      {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: "gateways.networking.istio.io" },
      },
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "istio" },
        data: { mesh: "a: 1\n---\nb: 2" },
      },
    ]);
    expect(JSON.parse(await readFile(`${fake.path}.in`, "utf8"))).toEqual(PRIMARY.operator);
    expect(await fake.runs()).toEqual(["version --remote=false -o json", "manifest generate -f -"]);
  });

  test("the next run asks istioctl nothing", async () => {
    const fake = await fakeIstioctl("1.31.0");
    const options = { istioctl: fake.path, cacheDirectory: await temporaryFolder() };
    const first = await render(options);
    expect(await render(options)).toEqual(first);
    expect(await fake.runs()).toHaveLength(2);
  });

  test("an istioctl that was replaced is asked again, though it has the same version", async () => {
    const fake = await fakeIstioctl("1.31.0");
    const options = { istioctl: fake.path, cacheDirectory: await temporaryFolder() };
    await render(options);
    await writeFile(fake.path, `${await readFile(fake.path, "utf8")}# newer\n`);
    await render(options);
    expect(await fake.runs()).toHaveLength(4);
  });

  test("equal requests of one run are one render, and equal documents one object", async () => {
    const fake = await fakeIstioctl("1.31.0");
    const manifests = await manifestsOf({ istioctl: fake.path });
    const renderer = await manifests.choose(WANTED, { embedded: false });
    const [a, b, c] = await manifests.render(renderer, [
      PRIMARY,
      { ...PRIMARY, for: "x" },
      GATEWAY,
    ]);
    expect(b?.objects).toBe(a?.objects);
    expect(c?.objects[0]).toBe(a?.objects[0]);
    expect(await fake.runs()).toHaveLength(3);
  });

  test("the program is known by its content: another of the same size and times renders anew", async () => {
    const fake = await fakeIstioctl("1.31.0");
    const cacheDirectory = await temporaryFolder();
    const manifests = await manifestsOf({ istioctl: fake.path, cacheDirectory });
    const before = await manifests.choose(WANTED, { embedded: false });
    const text = await readFile(fake.path);
    expect(before.sha256).toBe(createHash("sha256").update(text).digest("hex"));
    await render({ istioctl: fake.path, cacheDirectory });
    const { atime, mtime } = await stat(fake.path);
    await writeFile(fake.path, `${text.toString("utf8").slice(0, -1)} `);
    await utimes(fake.path, atime, mtime);
    await render({ istioctl: fake.path, cacheDirectory });
    expect((await fake.runs()).filter((run) => run.includes("manifest"))).toHaveLength(2);
  });

  test("nothing is kept on a build server, unless somebody asks for it", async () => {
    const fake = await fakeIstioctl("1.31.0");
    const env = { PATH: "/usr/bin:/bin", CI: "true" };
    const cacheDirectory = await temporaryFolder();
    const options = { env, istioctl: fake.path, cacheDirectory };
    await render(options);
    expect(await readdir(cacheDirectory)).toEqual([]);
    await render({ ...options, renderCache: true });
    expect((await readdir(cacheDirectory)).length).toBeGreaterThan(0);
  });

  test("a damaged cache is ignored and written anew, wherever the damage is", async () => {
    const fake = await fakeIstioctl("1.31.0");
    const cacheDirectory = await temporaryFolder();
    const options = { istioctl: fake.path, cacheDirectory };
    const whole = await render(options);
    const files = (await readdir(cacheDirectory)).sort();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.nat(), fc.boolean(), async (file, at, cut) => {
        const path = join(cacheDirectory, file);
        const bytes = await readFile(path);
        const place = at % bytes.length;
        const damaged = Buffer.from(bytes);
        damaged[place] = (damaged[place] ?? 0) ^ 1;
        await writeFile(path, cut ? bytes.subarray(0, place) : damaged);
        expect(await render(options)).toEqual(whole);
        expect(await readFile(path)).toEqual(bytes);
      }),
      { numRuns: 20 },
    );
  });

  test("a cache folder that cannot be written only costs time", async () => {
    const fake = await fakeIstioctl("1.31.0");
    const cacheDirectory = join(fake.path, "not-a-folder");
    const [rendered] = await render({ istioctl: fake.path, cacheDirectory });
    expect(rendered?.objects).toHaveLength(2);
  });

  test("a refusal repeats istioctl's last line and names the action", async () => {
    const fake = await fakeIstioctl("1.31.0", { code: 1 });
    await expect(render({ istioctl: fake.path })).rejects.toMatchObject({
      code: "MP9203",
      message: "istioctl could not render cluster1/control-plane: Error: spec.values: bad value",
      nextSteps: [
        "check the `values` that cluster1/control-plane gets from the mesh file",
        `check that it works: ${fake.path} manifest generate`,
      ],
    });
  });

  test.each(["hello\n", "a: [\n", "- 1\n", ""])(
    "output %j is not taken for objects",
    async (output) => {
      const fake = await fakeIstioctl("1.31.0", { output });
      await expect(render({ istioctl: fake.path })).rejects.toMatchObject({ code: "MP9204" });
    },
  );
});
