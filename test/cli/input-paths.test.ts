import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import schema from "../../schema/mesh.schema.json" with { type: "json" };
import { realPath } from "../../src/adapters/host/real-path.ts";
import { pathProblems, requirePlanPaths } from "../../src/cli/input-paths.ts";
import { sourceOf } from "../../src/diagnostics/source.ts";
import { loadMesh } from "../../src/mesh/load.ts";
import type { Plan } from "../../src/planner/plan.ts";

let root: string;
let folder: string;
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "meshplan-paths-")));
  folder = join(root, "repo/mesh");
  for (const one of ["repo/mesh/in", "repo/mesh/certs/c1", "repo/mesh-2", "home"])
    mkdirSync(join(root, one), { recursive: true });
  writeFileSync(join(root, "home/secret"), "");
  symlinkSync(join(root, "home"), join(folder, "link"));
  symlinkSync(join(root, "home/not-there-yet"), join(folder, "dangling"));
  symlinkSync("in", join(folder, "inner-link"));
  symlinkSync(join(root, "home/secret"), join(folder, "certs/c1/ca-key.pem"));
  symlinkSync(folder, join(root, "way-in"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const meshWith = (more: string): string =>
  `apiVersion: meshplan/v1\nmesh: m\nistio: { version: 1.31.0 }\nclusters:\n  c1: { network: n }\n${more}`;
const KEY = (path: string): string =>
  meshWith(`trust: { root: generated, key: ${JSON.stringify(path)} }\n`);

/** Where the paths of a file lead to that may not. */
async function outside(text: string, allowed: readonly string[] = [], at = folder) {
  const { mesh, paths = [] } = loadMesh(sourceOf("mesh.yaml", text), { directory: at });
  if (mesh === undefined) throw new Error(text);
  const found = await pathProblems(mesh, paths, { folder: at, allowed });
  return found.map(({ code, message }) => `${code} ${message.replaceAll(root, "")}`);
}

describe("a path of a mesh file", () => {
  test.each(["key.pem", "./in/key.pem", "in/../key.pem", "inner-link/key.pem", "in/new/key.pem"])(
    "%s stays in its folder",
    async (path) => {
      expect(await outside(KEY(path))).toEqual([]);
      expect(await outside(KEY(path), [], join(root, "way-in"))).toEqual([]);
    },
  );

  test.each([
    ["../key.pem", "/repo/key.pem"],
    ["../mesh-2/key.pem", "/repo/mesh-2/key.pem"],
    ["in/../../key.pem", "/repo/key.pem"],
    ["link/key.pem", "/home/key.pem"],
    ["link", "/home"],
    ["dangling", "/home/not-there-yet"],
    ["link/new/key.pem", "/home/new/key.pem"],
  ])("%s leads out of it, to %s", async (path, to) => {
    const expected = `MP9018 trust.key ${path} leads to ${to}, which is not in the folder of this file`;
    expect(await outside(KEY(path))).toEqual([expected]);
    expect(await outside(KEY(path), [join(root, "nowhere")])).toEqual([expected]);
    expect(await outside(KEY(path), [join(root, "repo"), join(root, "home")])).toEqual([]);
  });

  test("may be absolute where it leads into the folder", async () => {
    expect(await outside(KEY(join(folder, "key.pem")))).toEqual([]);
    expect(await outside(KEY("/etc/shadow"))).toHaveLength(1);
  });

  test("is followed through every file of a trust folder", async () => {
    const text = meshWith(`trust: { root: files, folder: "certs/{name}" }\n`);
    expect(await outside(text)).toEqual([
      "MP9018 trust.folder certs/{name} leads to /home/secret, which is not in the folder of this file",
    ]);
  });

  test("is told once where clusters share it", async () => {
    const text = meshWith("  c2: { network: n }\ndefaults: { kubeconfig: ../k }\n").replace(
      "c2: { network: n }",
      "c2: { network: n, primary: c1 }",
    );
    expect(await outside(text)).toHaveLength(1);
  });
});

describe("every path key of the schema", () => {
  /** All texts of the schema whose description speaks of a file or a folder: is it a path of the user's machine? */
  const KEYS: { readonly [key: string]: boolean } = {
    "istio.hub": false,
    "istio.charts": true,
    "trust.key": true,
    "trust.folder": true,
    "clusters.c1.kubeconfig": true,
    "clusters.c1.apiServer.caFile": true,
  };

  interface Node {
    readonly $ref?: string;
    readonly type?: unknown;
    readonly enum?: unknown;
    readonly const?: unknown;
    readonly description?: string;
    readonly properties?: { readonly [key: string]: Node };
    readonly additionalProperties?: Node | boolean;
  }

  function textsOf(node: Node, path: string): readonly (readonly [string, string])[] {
    const defs = schema.$defs as { readonly [name: string]: Node };
    const name = node.$ref?.replace("#/$defs/", "");
    const found = { ...(name === undefined ? {} : defs[name]), ...node };
    const isText = found.type === "string" && found.enum === undefined && found.const === undefined;
    const { additionalProperties: any, properties = {} } = found;
    return [
      ...(isText ? [[path, found.description ?? ""] as const] : []),
      ...Object.entries(properties).flatMap(([key, one]) =>
        textsOf(one, path === "" ? key : `${path}.${key}`),
      ),
      ...(typeof any === "object" ? textsOf(any, `${path}.c1`) : []),
    ];
  }

  test("is known, and confined", () => {
    const texts = textsOf(schema, "");
    const speaking = texts.filter(([, about]) => /\b(file|folder|path)s?\b/i.test(about));
    const isSamePlace = ([key]: readonly [string, string]): boolean =>
      !/^(defaults|networks)\b/.test(key);
    expect(
      speaking
        .filter(isSamePlace)
        .map(([key]) => key)
        .sort(),
    ).toEqual(Object.keys(KEYS).sort());
  });

  test("law: what the loader takes for a path is one of them, and each of them is taken for one", () => {
    const text = `apiVersion: meshplan/v1
mesh: m
istio: { version: 1.31.0, renderer: helm, charts: ../out }
trust: { root: files, folder: ../out }
clusters:
  c1: { network: n, kubeconfig: ../out, apiServer: { url: "https://10.0.0.1", caFile: ../out } }
`;
    const key = text.replace("files, folder", "generated, key");
    const found = [text, key].flatMap((one) => {
      const { paths = [] } = loadMesh(sourceOf("mesh.yaml", one), { directory: "/repo/mesh" });
      return paths.map(({ field }) => field);
    });
    const known = Object.keys(KEYS).filter((one) => KEYS[one]);
    expect([...new Set(found)].sort()).toEqual(
      known.map((one) => one.replace("clusters.c1.", "")).sort(),
    );
  });
});

test("a saved plan reads and makes files below the working directory or beside itself, or where it may", async () => {
  const planned = (path: string): Plan =>
    ({ clusters: [{ kubeconfig: path }], actions: [] }) as unknown as Plan;
  const file = join(folder, "p.plan");
  const refused = { code: "MP9018" };
  await expect(requirePlanPaths(planned(join(folder, "in/k")), file, [])).resolves.toBeUndefined();
  await expect(
    requirePlanPaths(planned(join(process.cwd(), "k")), file, []),
  ).resolves.toBeUndefined();
  const out = join(folder, "link/secret");
  await expect(requirePlanPaths(planned(out), file, [])).rejects.toMatchObject(refused);
  await expect(requirePlanPaths(planned(out), "-", [])).rejects.toMatchObject(refused);
  await expect(requirePlanPaths(planned(out), file, [join(root, "home")])).resolves.toBeUndefined();
  const key = { clusters: [], actions: [{ kind: "trust", key: { path: "/etc/x", written: "x" } }] };
  await expect(requirePlanPaths(key as unknown as Plan, file, [])).rejects.toMatchObject(refused);
});

test("a path without an end leads somewhere all the same", async () => {
  symlinkSync("b", join(folder, "a"));
  symlinkSync("a", join(folder, "b"));
  expect(await realPath(join(folder, "a/x"))).toContain(folder);
});
