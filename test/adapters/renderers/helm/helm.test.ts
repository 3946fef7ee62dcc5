import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  type ManifestsOptions,
  rendererManifests,
} from "../../../../src/adapters/renderers/manifests.ts";
import { outlineObjects } from "../../../../src/embedded/istio/outline/outline.ts";
import type { RenderRequest, WantedRenderer } from "../../../../src/ports.ts";
import { temporaryFolder } from "../../kubernetes/api-server.ts";
import { GATEWAY, PRIMARY, REMOTE, request } from "../operators.ts";
import { chartsFolder, fakeHelm, type FakeSettings } from "./fake-helm.ts";

const PULLED = ["base", "istiod", "gateway"];
const SOURCE = ["base", "istio-control/istio-discovery", "gateway"];
const OCI = "oci://registry.example/charts";

async function manifestsOf(options: Partial<ManifestsOptions>) {
  return rendererManifests({
    outline: outlineObjects,
    env: { PATH: "/usr/bin:/bin" },
    cacheDirectory: await temporaryFolder(),
    ...options,
  });
}

async function choose(
  options: Partial<ManifestsOptions>,
  wanted: Partial<WantedRenderer> = {},
  embedded = false,
) {
  const manifests = await manifestsOf(options);
  return manifests.choose({ version: "1.31.0", renderer: "helm", ...wanted }, { embedded });
}

/** Names of the objects of each request. */
async function render(
  options: Partial<ManifestsOptions>,
  charts: string,
  requests: readonly RenderRequest[] = [PRIMARY],
): Promise<readonly (readonly string[])[]> {
  const manifests = await manifestsOf(options);
  const wanted = { version: "1.31.0", renderer: "helm", charts } as const;
  const chosen = await manifests.choose(wanted, { embedded: false });
  const rendered = await manifests.render(chosen, requests);
  return rendered.map(({ objects }) => objects.map(({ metadata }) => metadata.name));
}

describe("choosing helm", () => {
  test("the flag wins over the variable, the variable over PATH", async () => {
    const charts = await chartsFolder(PULLED);
    const folder = await temporaryFolder();
    await fakeHelm({ version: "3.14.0", folder });
    const variable = await fakeHelm({ version: "3.15.0" });
    const flag = await fakeHelm({ version: "4.0.1" });
    const env = { PATH: folder, MESHPLAN_HELM: variable.path };
    const versionOf = async (options: Partial<ManifestsOptions>) =>
      (await choose(options, { charts })).version;
    expect(await versionOf({ env, helm: flag.path })).toBe("4.0.1");
    expect(await versionOf({ env })).toBe("3.15.0");
    expect(await versionOf({ env: { PATH: folder } })).toBe("3.14.0");
  });

  test("says what renders and where the charts come from", async () => {
    const { path } = await fakeHelm();
    expect(await choose({ helm: path })).toMatchObject({
      kind: "helm",
      version: "3.21.4",
      charts: "oci://ghcr.io/istio/release/charts",
    });
  });

  test("an old one is refused; on embedded clusters the outline stands in", async () => {
    const { path } = await fakeHelm({ version: "3.13.3" });
    await expect(choose({ helm: path })).rejects.toMatchObject({
      code: "MP9211",
      message: `Istio's charts need Helm 3.14 or newer, and ${path} is 3.13.3`,
    });
    expect(await choose({ helm: path }, {}, true)).toEqual({
      kind: "outline",
      version: "1.31.0",
      note: `${path} is 3.13.3`,
    });
  });

  test("none at all is an error, but for embedded clusters the outline, which says so", async () => {
    await expect(choose({ env: {} })).rejects.toMatchObject({ code: "MP9210" });
    const manifests = await manifestsOf({ env: {} });
    const wanted = { version: "1.31.0", renderer: "helm" } as const;
    const outline = await manifests.choose(wanted, { embedded: true });
    expect(outline).toEqual({ kind: "outline", version: "1.31.0", note: "no helm was found" });
    const [rendered] = await manifests.render(outline, [GATEWAY]);
    expect(rendered?.objects).toHaveLength(6);
  });

  test("a path that was written down must be Helm, embedded or not", async () => {
    await expect(choose({ helm: "/nowhere/helm" }, {}, true)).rejects.toMatchObject({
      code: "MP9210",
      message: "--helm names /nowhere/helm, which is not a program",
    });
    await expect(choose({ helm: "/bin/true" }, {}, true)).rejects.toMatchObject({
      code: "MP9212",
      message: "/bin/true does not tell its version as Helm does",
    });
  });
});

describe("charts in a folder", () => {
  test.each([
    ["as helm pull leaves them", PULLED],
    ["as Istio's source has them", SOURCE],
    ["as a release has them", SOURCE.map((name) => `manifests/charts/${name}`)],
  ])("are found %s", async (_, names) => {
    const { path } = await fakeHelm();
    const charts = await chartsFolder(names);
    expect(await render({ helm: path }, charts, [PRIMARY, GATEWAY])).toEqual([
      ["istio-base", "istiod"],
      ["istio-eastwestgateway"],
    ]);
  });

  test("of several versions have a folder each, for revisions side by side", async () => {
    const { path, runs } = await fakeHelm();
    const charts = await chartsFolder(["1.30.4/istiod"], { version: "1.30.4" });
    await cp(await chartsFolder(["1.31.0/istiod", "1.31.0/gateway"]), charts, { recursive: true });
    await render({ helm: path }, charts, [GATEWAY]);
    const rest = "--namespace istio-system --values -";
    expect((await runs()).slice(1)).toEqual([
      `template istio-eastwestgateway FOLDER/1.31.0/gateway ${rest}`,
    ]);
    await expect(choose({ helm: path }, { charts, version: "1.30.4" })).resolves.toBeDefined();
  });

  test("a missing one is named, with where it was looked for and how to get it", async () => {
    const { path } = await fakeHelm();
    const charts = await chartsFolder(["istiod"]);
    await expect(render({ helm: path }, charts, [PRIMARY])).rejects.toMatchObject({
      code: "MP9214",
      message: `${charts} has no chart base: there is no Chart.yaml in base`,
      nextSteps: [
        `helm pull oci://ghcr.io/istio/release/charts/base --version 1.31.0 --untar --untardir ${charts}`,
        expect.stringContaining("istio.charts"),
      ],
    });
    await expect(choose({ helm: path }, { charts: "/nowhere" }, true)).rejects.toMatchObject({
      code: "MP9214",
    });
  });

  test.each([
    ["by their version", { version: "1.30.4" }, "1.30"],
    ["by what they know of older ones", { version: "1.0.0", newestProfile: "1.29" }, "1.30"],
    ["though they are newer", { version: "1.0.0", newestProfile: "1.31" }, "1.32"],
  ])("of another minor are refused before anything is rendered: %s", async (_, settings, minor) => {
    const { path, runs } = await fakeHelm();
    const charts = await chartsFolder(PULLED, settings);
    await expect(choose({ helm: path }, { charts })).rejects.toMatchObject({
      code: "MP9215",
      message: `the charts for Istio 1.31.0 must be of Istio 1.31, and ${charts}/istiod is of ${minor}`,
    });
    expect(await runs()).toEqual(["version --template {{.Version}}"]);
  });

  test.each([
    ["another patch", { version: "1.31.3" }],
    ["the source of the same minor", { version: "1.0.0", newestProfile: "1.30" }],
    ["a source that does not tell", { version: "1.0.0" }],
  ])("of %s are taken", async (_, settings) => {
    const { path } = await fakeHelm();
    const charts = await chartsFolder(PULLED, settings);
    expect(await render({ helm: path }, charts)).toHaveLength(1);
  });
});

describe("a mesh file of a stranger", () => {
  test.each([OCI, "https://charts.example/istio"])("makes nobody contact %s", async (charts) => {
    const { path, runs } = await fakeHelm();
    const asked = render({ helm: path, untrusted: true }, charts, [GATEWAY]);
    await expect(asked).rejects.toMatchObject({ code: "MP9219" });
    expect((await runs()).filter((run) => run.startsWith("pull"))).toEqual([]);
  });

  test("brings no file of this machine into a manifest through a link in its charts", async () => {
    const { path } = await fakeHelm();
    const charts = await chartsFolder(PULLED);
    const link = join(charts, "gateway/templates/secret.yaml");
    await symlink("/etc/passwd", link);
    await expect(render({ helm: path }, charts, [GATEWAY])).rejects.toMatchObject({
      code: "MP9019",
      message: `${link} is a link to a file outside of ${charts}`,
    });
  });
});

describe("charts of a registry or repository", () => {
  test("are pulled once, in exactly the version of the mesh", async () => {
    const { path, runs } = await fakeHelm();
    const options = { helm: path, cacheDirectory: await temporaryFolder() };
    await render(options, OCI, [PRIMARY, REMOTE]);
    const pulls = (await runs()).filter((run) => run.startsWith("pull")).sort();
    expect(pulls.map((run) => run.replace(/pull-\w+/, "pull-X"))).toEqual([
      `pull ${OCI}/base --version 1.31.0 --untar --untardir FOLDER/charts/.pull-X`,
      `pull ${OCI}/istiod --version 1.31.0 --untar --untardir FOLDER/charts/.pull-X`,
    ]);
    await render(options, OCI, [GATEWAY]);
    expect((await runs()).filter((run) => run.startsWith("pull"))).toHaveLength(3);
    expect((await readdir(join(options.cacheDirectory, "charts"))).length).toBe(3);
  });

  test("of a repository are asked for by name", async () => {
    const { path, runs } = await fakeHelm();
    await render({ helm: path }, "https://charts.example/istio", [GATEWAY]);
    expect((await runs())[1]).toMatch(
      /^pull gateway --repo https:\/\/charts.example\/istio --version 1.31.0 --untar/,
    );
  });

  test("are pulled again where the kept ones are no longer what was pulled", async () => {
    const { path, runs } = await fakeHelm();
    const cacheDirectory = await temporaryFolder();
    await render({ helm: path, cacheDirectory }, OCI, [GATEWAY]);
    const [kept = ""] = await readdir(join(cacheDirectory, "charts"));
    await writeFile(join(cacheDirectory, "charts", kept, "templates/all.yaml"), "other");
    const other = { ...GATEWAY, operator: request("x", "x", { profile: "default" }).operator };
    await expect(render({ helm: path, cacheDirectory }, OCI, [other])).resolves.toHaveLength(1);
    expect((await runs()).filter((run) => run.includes("/gateway "))).toHaveLength(2);
  });

  test("of another version than asked for are refused", async () => {
    const { path } = await fakeHelm({ pulls: "1.31.1" });
    await expect(render({ helm: path }, OCI, [GATEWAY])).rejects.toMatchObject({
      code: "MP9215",
      message: `${OCI} answered with version 1.31.1 of the chart gateway, not 1.31.0`,
    });
  });

  test("that cannot be had say why, and how to do without", async () => {
    const { path } = await fakeHelm({ pull: "echo 'Error: no route to host' >&2; exit 1" });
    const cacheDirectory = await temporaryFolder();
    await expect(render({ helm: path, cacheDirectory }, OCI, [GATEWAY])).rejects.toMatchObject({
      code: "MP9216",
      message: `the chart gateway 1.31.0 could not be pulled from ${OCI}: Error: no route to host`,
      nextSteps: [
        `try it by hand: helm pull ${OCI}/gateway --version 1.31.0`,
        expect.stringContaining("istio.charts"),
      ],
    });
    expect(await readdir(join(cacheDirectory, "charts"))).toEqual([]);
  });

  test("a cache folder that cannot be written only costs time", async () => {
    const { path } = await fakeHelm();
    const cacheDirectory = join(path, "not-a-folder");
    expect(await render({ helm: path, cacheDirectory }, OCI)).toEqual([["istio-base", "istiod"]]);
  });
});

describe("rendering with helm", () => {
  test("runs helm once for each chart, values on standard input, and answers in istioctl's order", async () => {
    const kind = `case "$2" in istiod) kind=ConfigMap ;; *) kind=Service ;; esac`;
    const print = `printf 'apiVersion: v1\\nkind: %s\\nmetadata:\\n  name: %s\\n' "$kind" "$2"`;
    const { path, runs, valuesOf } = await fakeHelm({ template: `${kind}; ${print}` });
    const charts = await chartsFolder(SOURCE);
    expect(await render({ helm: path }, charts)).toEqual([["istiod", "istio-base"]]);
    const [, ...templates] = await runs();
    expect([...templates].sort()).toEqual([
      expect.stringMatching(/^template istio-base \S+ --namespace istio-system --values -$/),
      expect.stringMatching(/^template istiod \S+ --namespace istio-system --values -$/),
    ]);
    expect(await valuesOf("istio-base")).toEqual({
      defaultRevision: "default",
      global: { hub: "docker.io/istio", tag: "1.31.0" },
    });
  });

  test("clusters share what is equal: the chart base of two primaries is one render", async () => {
    const { path, runs } = await fakeHelm();
    const charts = await chartsFolder(PULLED);
    const second = request("cluster2/control-plane", "install", {
      profile: "minimal",
      values: { defaultRevision: "default", global: { meshID: "mesh1", network: "network2" } },
    });
    await render({ helm: path }, charts, [PRIMARY, second]);
    const releases = (await runs()).slice(1).map((run) => run.split(" ")[1]);
    expect([...releases].sort()).toEqual(["istio-base", "istiod", "istiod"]);
  });

  test("the next run asks nobody, with charts of a folder and of a registry", async () => {
    for (const charts of [await chartsFolder(PULLED), OCI]) {
      const { path, runs } = await fakeHelm();
      const options = { helm: path, cacheDirectory: await temporaryFolder() };
      const first = await render(options, charts, [PRIMARY, GATEWAY]);
      const before = await runs();
      expect(await render(options, charts, [PRIMARY, GATEWAY])).toEqual(first);
      expect(await runs()).toEqual(before);
    }
  });

  test("another chart, another Helm: rendered anew", async () => {
    const { path, runs } = await fakeHelm();
    const charts = await chartsFolder(PULLED);
    const options = { helm: path, cacheDirectory: await temporaryFolder() };
    const templates = async () => (await runs()).filter((run) => run.startsWith("template"));
    await render(options, charts, [GATEWAY]);
    await mkdir(join(charts, "gateway/more"));
    await writeFile(join(charts, "gateway/more/note"), "changed");
    await render(options, charts, [GATEWAY]);
    expect(await templates()).toHaveLength(2);
    await writeFile(path, `${await readFile(path, "utf8")}# newer\n`);
    await render(options, charts, [GATEWAY]);
    expect(await templates()).toHaveLength(3);
  });

  test.each<[string, FakeSettings, string, string]>([
    [
      "a refusal repeats all of Helm's reason",
      {
        template: `printf 'WARNING: x\\nError: values do not fit:\\n- labels: not a map\\n\\nUse --debug flag to render out invalid YAML\\n' >&2; exit 1`,
      },
      "MP9212",
      "helm could not render cluster1/gateway (chart gateway): Error: values do not fit: - labels: not a map",
    ],
    [
      "text is not taken for objects",
      { template: "echo hello" },
      "MP9213",
      "helm printed no Kubernetes objects for cluster1/gateway (chart gateway)",
    ],
  ])("%s", async (_, settings, code, message) => {
    const { path } = await fakeHelm(settings);
    const charts = await chartsFolder(PULLED);
    await expect(render({ helm: path }, charts, [GATEWAY])).rejects.toMatchObject({
      code,
      message,
    });
  });
});

describe("values without a place", () => {
  const renderWith = async (values: object, spec: object = {}) => {
    const { path } = await fakeHelm();
    const charts = await chartsFolder(PULLED);
    const operator = request("cluster1/control-plane", "install", {
      profile: "minimal",
      values: { ...values },
      ...spec,
    });
    return render({ helm: path }, charts, [operator]);
  };
  const refusal = (paths: string) => ({
    code: "MP9217",
    message: `Istio's Helm charts have no value for ${paths} (cluster1/control-plane)`,
  });

  test("are refused, because Helm says nothing: no template reads them", async () => {
    await expect(renderWith({ pilot: { env: { A: "1" } } })).resolves.toHaveLength(1);
    await expect(renderWith({ pilot: { enviro: { A: "1" } } })).rejects.toMatchObject(
      refusal("values.pilot.enviro"),
    );
    await expect(renderWith({ global: { meshId: "x" } })).rejects.toMatchObject(
      refusal("values.global.meshId"),
    );
    await expect(renderWith({ telemetri: {} })).rejects.toMatchObject(refusal("values.telemetri"));
  });

  test("are refused where only istioctl could do it", async () => {
    const spec = { components: { pilot: { k8s: { overlays: [{}] } } } };
    await expect(renderWith({}, spec)).rejects.toMatchObject(
      refusal("components.pilot.k8s.overlays"),
    );
  });
});
