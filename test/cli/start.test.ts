import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { bundle } from "../../scripts/build.mjs";
import { PROGRAM } from "./program.ts";

const { metafile } = await bundle();

/** Every chunk by its file name, as the bundler wrote it. */
const CHUNKS = new Map(
  Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]),
);

function chunkOf(file: string) {
  const chunk = CHUNKS.get(file);
  if (chunk === undefined) throw new Error(`no chunk is called ${file}`);
  return chunk;
}

/** Everything that is read before the first line of a chunk runs. */
function loadedWith(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { kind, path, external } of chunkOf(file).imports)
    if (kind === "import-statement" && external !== true) loadedWith(basename(path), seen);
  return seen;
}

/** What was bundled into chunks: paths from the checkout's root. */
function modulesOf(files: Iterable<string>): readonly string[] {
  return [...files].flatMap((file) =>
    Object.entries(chunkOf(file).inputs).flatMap(([path, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [path] : [],
    ),
  );
}

/** The npm package of a bundled module. */
function packagesOf(modules: readonly string[]): readonly string[] {
  const names = modules.flatMap(
    (path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  return [...new Set(names)].sort();
}

/** The chunk that a module is in. */
function chunkHolding(module: string): string {
  const found = [...CHUNKS.keys()].find((file) => modulesOf([file]).includes(module));
  if (found === undefined) throw new Error(`no chunk holds ${module}`);
  return found;
}

describe("what is loaded before anything is done", () => {
  test("--version needs the entry and nothing else", () => {
    expect(packagesOf(modulesOf(loadedWith(basename(PROGRAM))))).toEqual([]);
    const modules = modulesOf(loadedWith(basename(PROGRAM)));
    expect([...modules].sort()).toEqual(["src/cli/main.ts", "src/cli/version.ts"]);
  });

  test("--help needs commander, and no command", () => {
    const modules = modulesOf(loadedWith(chunkHolding("src/cli/program.ts")));
    expect(packagesOf(modules)).toEqual(["commander"]);
    expect(modules.filter((path) => path.startsWith("src/cli/commands/"))).toEqual([]);
  });

  test("validate needs no screen, no transport and no renderer", () => {
    const modules = modulesOf(loadedWith(chunkHolding("src/cli/commands/validate.ts")));
    expect(packagesOf(modules)).toEqual([
      "damerau-levenshtein",
      "fast-string-truncated-width",
      "fast-string-width",
      "yaml",
    ]);
    expect(
      modules.filter((path) => /^src\/(ui|adapters\/(kubernetes|istioctl)|embedded)/.test(path)),
    ).toEqual([]);
    expect(modules.filter((path) => path.startsWith("src/planner/generated/"))).toEqual([]);
  });

  test("plan needs no screen and no embedded clusters", () => {
    const modules = modulesOf(loadedWith(chunkHolding("src/cli/commands/plan.ts")));
    const heavy = ["ink", "react", "@kubernetes/client-node", "yoga-layout"];
    expect(packagesOf(modules).filter((name) => heavy.includes(name))).toEqual([]);
    expect(modules.filter((path) => /^src\/(ui|embedded)\//.test(path))).toEqual([]);
  });

  test("no tool for developers is in the bundle, nor what paints differences", () => {
    const packages = packagesOf(modulesOf(CHUNKS.keys()));
    const unwanted = ["react-devtools-core", "ws", "colors"];
    expect(packages.filter((name) => unwanted.includes(name))).toEqual([]);
  });

  test("the screen is in the bundle all the same", () => {
    expect(packagesOf(modulesOf(CHUNKS.keys()))).toEqual(
      expect.arrayContaining(["ink", "react", "yaml"]),
    );
  });
});

describe("how many files are read before anything is done", () => {
  test.each([
    // One of them is the registry of secrets, which stands before every output.
    ["src/cli/program.ts", 5],
    ["src/cli/commands/validate.ts", 4],
    ["src/cli/commands/plan.ts", 12],
  ])("%s comes in at most %i", (module, most) => {
    expect(loadedWith(chunkHolding(module)).size).toBeLessThanOrEqual(most);
  });

  test("all of them are CommonJS, which starts sooner; only the screen is not", () => {
    const dist = dirname(PROGRAM);
    const modules = [...CHUNKS.keys()].filter((file) => !existsSync(join(dist, file)));
    expect(
      modules.filter((file) => !existsSync(join(dist, file.replace(/\.js$/, ".mjs")))),
    ).toEqual([]);
    const late = modules.flatMap((file) => /^(?!chunk-)(.*)-\w+\.js$/.exec(file)?.[1] ?? []);
    expect(late).toEqual(["run-apply-ui"]);
  });
});
