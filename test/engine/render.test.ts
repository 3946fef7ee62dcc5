import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseYaml, printYaml } from "../../src/adapters/host/yaml.ts";
import { canonicalJson } from "../../src/kube/canonical.ts";
import { isMap, type Json } from "../../src/kube/object.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { renderAll, rendering } from "./others.ts";
import { startWorld, type World } from "./world.ts";

const ADDRESS = "gateway: { address: 198.51.100.200 }";
const WITH_ADDRESS = SEED.replace("network: network1 }", `network: network1, ${ADDRESS} }`);

let world: World;
beforeAll(async () => {
  world = await startWorld({ file: WITH_ADDRESS });
});
afterAll(() => world.close());

const rendered = (file: string, all = false) => rendering(world, file, { all });

describe("what render --all prints", () => {
  test("is what an apply would send into empty clusters: all of it but secrets", async () => {
    const plan = await world.plan();
    const sent = plan.actions
      .flatMap(({ changes, cluster }) => changes.map(({ body }) => [cluster, body] as const))
      .map(([cluster, hash]) => [cluster, plan.bodies.get(hash) ?? null] as const)
      .filter(
        ([, body]) => isMap(body ?? undefined) && (body as { kind: string }).kind !== "Secret",
      );
    const printed = [...(await renderAll(world, WITH_ADDRESS))].flatMap(([path, text]) =>
      (parseYaml(text) ?? [])
        .filter((document) => document !== null)
        .map((body) => [path.slice(0, path.indexOf("/")), body] as const),
    );
    const texts = (all: readonly (readonly [string, Json])[]) =>
      all.map(([cluster, body]) => `${cluster} ${canonicalJson(body)}`).sort();
    expect(printed).toHaveLength(73);
    expect(texts(printed)).toEqual(texts(sent));
  });

  test("has the same files whoever makes the root of the mesh", async () => {
    const usual = [...(await renderAll(world, WITH_ADDRESS)).keys()];
    for (const trust of ["{ root: generated, key: k.pem }", '{ root: files, folder: "c/{name}" }'])
      expect([...(await renderAll(world, `${WITH_ADDRESS}trust: ${trust}\n`)).keys()]).toEqual(
        usual,
      );
  });

  test("is the same bytes every time, in files whose names are their order", async () => {
    const [first, second] = [
      await renderAll(world, WITH_ADDRESS),
      await renderAll(world, WITH_ADDRESS),
    ];
    expect([...second]).toEqual([...first]);
    const paths = [...first.keys()];
    expect(paths).toEqual([...paths].sort());
    const listing = [...first].map(
      ([path, text]) => `${path}  ${text.split("\n---\n").length - 1}`,
    );
    await expect(`${listing.join("\n")}\n`).toMatchFileSnapshot("goldens/render-files.txt");
    for (const name of ["cluster2/10-namespace", "cluster1/90-expose-control-plane"])
      await expect(first.get(`${name}.yaml`)).toMatchFileSnapshot(
        `goldens/render-${name.replace(/.*\//, "")}.yaml`,
      );
  });

  test("is as deployable for kubectl as for meshplan: no anchors, no words that YAML 1.1 takes for others", () => {
    const texts = fc.oneof(
      fc.string().filter((text) => text !== "<<"),
      fc.constantFrom(
        "yes",
        "on",
        "n",
        "~",
        "012",
        "0o7",
        "1e3",
        "1_000",
        "12:30",
        "2001-01-01",
        "=",
        "a: b",
        "- x",
        "#x",
        "a\n\n b\n",
        " ",
      ),
    );
    const leaf = fc.oneof(texts, fc.boolean(), fc.integer());
    const value = fc.dictionary(texts, fc.oneof(leaf, fc.array(leaf), fc.dictionary(texts, leaf)));
    fc.assert(
      fc.property(value, (data) => {
        const object = {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "x" },
          data,
          twice: data,
        };
        const text = printYaml(object);
        expect(parseYaml(text)).toEqual([JSON.parse(JSON.stringify(object))]);
        expect(parseYaml(`%YAML 1.1\n---\n${text}`)).toEqual([JSON.parse(JSON.stringify(object))]);
      }),
    );
  });
});

describe("render", () => {
  test("prints only what the file says others apply", async () => {
    const file = WITH_ADDRESS.replace(
      "primary: cluster1 }",
      "primary: cluster1, delivery: { gateway: render, namespace: render } }",
    );
    const { files } = await rendered(file);
    expect(files.map(({ path }) => path)).toEqual([
      "cluster2/10-namespace.yaml",
      "cluster2/60-gateway-address.yaml",
      "cluster2/70-gateway.yaml",
    ]);
    expect((await rendered(WITH_ADDRESS)).files).toEqual([]);
  });

  test("asks no cluster", async () => {
    for (const { requests } of world.sandbox.clusters) requests.length = 0;
    await rendered(WITH_ADDRESS, true);
    const asked = world.sandbox.clusters.flatMap(({ requests }) =>
      requests.map(({ path }) => path),
    );
    expect(asked).toEqual([]);
  });

  test("needs an istioctl, whatever the clusters are, unless the outline is asked for", async () => {
    const asked = rendering(world, WITH_ADDRESS, { all: true, outline: false });
    await expect(asked).rejects.toMatchObject({ code: "MP9201" });
  });

  test("prints nothing where an address is unknown, and names the field that would tell it", async () => {
    const { files, problems } = await rendered(SEED, true);
    expect(files).toEqual([]);
    expect(problems.map(({ code, help }) => `${code} ${help}`)).toEqual([
      "MP0475 write it in clusters.cluster1.gateway.address",
    ]);
  });
});
