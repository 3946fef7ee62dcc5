import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { CHECKOUT, PROGRAM } from "./program.ts";

const DIST = dirname(PROGRAM);

interface Chunk {
  /** Files of dist that are loaded with it, before its first line runs. */
  readonly needs: readonly string[];
  /** Files of dist that it may load later. */
  readonly later: readonly string[];
  /** What was bundled into it: paths as esbuild notes them above each module. */
  readonly modules: readonly string[];
}

function chunkOf(file: string): Chunk {
  const text = readFileSync(join(DIST, file), "utf8");
  const all = ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith("./"));
  const later = new Set(
    [...text.matchAll(/\bimport\("(\.\/[^"]+)"\)/g)].map(([, name]) => name ?? ""),
  );
  return {
    needs: all.filter((name) => !later.has(name)).map((name) => basename(name)),
    later: [...later].map((name) => basename(name)),
    modules: [...text.matchAll(/^ *\/\/ ((?:node_modules|src|schema)\/\S+)$/gm)].map(
      ([, path]) => path ?? "",
    ),
  };
}

/** Everything that is read before the first line of a file of dist runs. */
function loadedWith(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const needed of chunkOf(file).needs) loadedWith(needed, seen);
  return seen;
}

function modulesOf(files: Iterable<string>): readonly string[] {
  return [...files].flatMap((file) => chunkOf(file).modules);
}

/** The npm package of a bundled module. */
function packagesOf(modules: readonly string[]): readonly string[] {
  const names = modules.flatMap(
    (path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  return [...new Set(names)].sort();
}

/** The file of dist that a command is loaded from. */
function chunkHolding(module: string): string {
  const found = readdirSync(DIST).find(
    (file) => file.endsWith(".js") && chunkOf(file).modules.includes(module),
  );
  if (found === undefined)
    throw new Error(`${relative(CHECKOUT, DIST)} holds no ${module}: npm run build`);
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
    expect(packagesOf(modules)).toEqual(["yaml"]);
    expect(
      modules.filter((path) => /^src\/(ui|adapters\/(kubernetes|istioctl)|sandbox)/.test(path)),
    ).toEqual([]);
  });

  test("plan needs no screen and no embedded clusters", () => {
    const modules = modulesOf(loadedWith(chunkHolding("src/cli/commands/plan.ts")));
    const heavy = ["ink", "react", "@kubernetes/client-node", "yoga-layout"];
    expect(packagesOf(modules).filter((name) => heavy.includes(name))).toEqual([]);
    expect(modules.filter((path) => /^src\/(ui|sandbox)\//.test(path))).toEqual([]);
  });

  test("the screen is in the bundle all the same", () => {
    const all = readdirSync(DIST).filter((file) => file.endsWith(".js"));
    expect(packagesOf(modulesOf(all))).toEqual(expect.arrayContaining(["ink", "react", "yaml"]));
  });
});
