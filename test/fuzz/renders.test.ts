import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ManifestParser } from "../../src/adapters/renderers/manifest-text.ts";
import { outlineObjects } from "../../src/embedded/istio/outline/outline.ts";
import { printYaml } from "../../src/adapters/host/yaml.ts";
import { planMesh, readMesh } from "../../src/engine.ts";
import { renderMesh } from "../../src/engine/render.ts";
import { MeshplanError } from "../../src/errors.ts";
import type { Json, KubeObject } from "../../src/kube/object.ts";
import type { Manifests } from "../../src/ports.ts";
import { startWorld, type World } from "../engine/world.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { fuzzing, TIME } from "./fuzzing.ts";
import { lawful } from "./law.ts";
import { mutated, mutation, type Mutation } from "./mutations.ts";

/** What a renderer prints after one change: of an object, or of the text of all. */
interface Printed {
  readonly object: number;
  readonly change: Mutation;
  readonly isOfText: boolean;
}

const PRINTED = fc.array(
  fc.record({
    object: fc.nat(200),
    change: mutation,
    isOfText: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
  }),
  { minLength: 1, maxLength: 3 },
);
const ADDRESS = "gateway: { address: 198.51.100.200 }";
const FILES = [
  SEED.replace("network: network1 }", `network: network1, ${ADDRESS} }`),
  SEED.replace("1.31.0", "1.31.0\n  ingress: default"),
];

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** The built-in outline as a program that prints, and whose output passes the reader that istioctl's and Helm's does. */
function printing(changes: readonly Printed[]): Manifests {
  const parser = new ManifestParser();
  const broken = (): MeshplanError =>
    new MeshplanError("MP9204", "no objects", { nextSteps: ["look at what it prints"] });
  return {
    ...world.ports.manifests,
    choose: ({ version }) => Promise.resolve({ kind: "istioctl", version }),
    render: (_, requests) =>
      Promise.all(
        requests.map(async (request) => {
          const objects = changes
            .filter(({ isOfText }) => !isOfText)
            .reduce<readonly Json[]>(
              (all, { object, change }) =>
                all.map((one, at) => (at === object % all.length ? mutated(one, change) : one)),
              outlineObjects(request).filter(({ kind }) => kind !== "CustomResourceDefinition"),
            );
          const text = changes
            .filter(({ isOfText }) => isOfText)
            .reduce(
              (all, { change: { place, value } }) =>
                all.slice(0, place % all.length) +
                JSON.stringify(value) +
                all.slice(place % all.length),
              objects.map(yamlOf).join("---\n"),
            );
          const parsed = parser.parse(text);
          if (parsed === undefined || parsed.length === 0) throw broken();
          return { objects: parsed };
        }),
      ),
  };
}

/** JSON is YAML, for what is no object any more. */
function yamlOf(value: Json): string {
  try {
    return printYaml(value as KubeObject);
  } catch {
    return `${JSON.stringify(value)}\n`;
  }
}

test(
  "a plan and a render end with a result or a code, and write nothing, whatever a renderer prints",
  async () => {
    await fc.assert(
      fc.asyncProperty(PRINTED, fc.constantFrom(...FILES), async (changes, file) => {
        const ports = {
          ...world.ports,
          manifests: printing(changes),
          files: { ...world.ports.files, read: () => Promise.resolve(file) },
        };
        world.writes();
        const { source, mesh, topology, diagnostics } = await readMesh(
          ports,
          "mesh.yaml",
          world.folder,
        );
        if (mesh === undefined || topology === undefined)
          throw new Error(JSON.stringify(diagnostics));
        await lawful(() => renderMesh(ports, { mesh, topology }, { all: true, outline: true }));
        await lawful(() =>
          planMesh(ports, { source, mesh, topology }, { allowUnreachable: false }),
        );
        expect(world.writes()).toEqual([]);
      }),
      fuzzing(8),
    );
  },
  TIME,
);
