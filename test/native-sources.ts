import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, version } from "esbuild";
import type { Plugin } from "vitest/config";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const SRC = join(ROOT, "src/");
/** What the files are made of. */
const READ = ["src", "schema", "data"];
const SELF = fileURLToPath(import.meta.url);
const CACHE = join(ROOT, "node_modules/.cache/meshplan-src");
/** As scripts/build.mjs sets it. */
const { version: VERSION } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly version: string;
};
const DAY = 86_400_000;
const TYPESCRIPT = /\.tsx?$/;

/**
 * Lets tests import what src is for Node, compiled once for all processes of a run, instead of what vitest makes of each file in
 * each process: that halves the time of loading, and transforms nothing. Vitest also reads every imported name through a getter, so
 * that a mock can stand in for it, which costs our own code up to a tenth of its time.
 *
 * The trap: a test that mocks a file of src has to see it through vitest. Such tests run without this plug-in.
 */
export function nativeSources(): Plugin {
  let compiled = "";
  return {
    name: "native-sources",
    enforce: "pre",
    async configResolved() {
      compiled = await compiledSources();
    },
    resolveId(source, importer) {
      if (importer === undefined || !TYPESCRIPT.test(source)) return undefined;
      const path = resolve(dirname(importer), source);
      if (!path.startsWith(SRC)) return undefined;
      return { id: join(compiled, native(path.slice(SRC.length))), external: true };
    },
  };
}

const native = (path: string): string => path.replace(TYPESCRIPT, ".mjs");

/** The folder of the compiled files, each where it stands in src. Its name is of what they were made from, so it is never stale. */
async function compiledSources(): Promise<string> {
  const hash = createHash("sha256").update(version).update(VERSION).update(readFileSync(SELF));
  const sources = READ.flatMap((folder) => filesBelow(folder));
  for (const path of sources) hash.update(path).update(readFileSync(join(ROOT, path)));
  const folder = join(CACHE, hash.digest("hex").slice(0, 16));
  mkdirSync(CACHE, { recursive: true });
  for (const name of readdirSync(CACHE)) forgetOld(join(CACHE, name));
  if (isThere(folder)) return folder;
  const fresh = `${folder}.${String(process.pid)}`;
  await compile(
    sources.filter((path) => path.startsWith("src/") && TYPESCRIPT.test(path)),
    fresh,
  );
  try {
    renameSync(fresh, folder);
  } catch {
    // Another run was faster with the same.
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".d.ts"))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort();
}

async function compile(files: readonly string[], folder: string): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: [...files],
    outdir: folder,
    outbase: SRC,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node20.19",
    jsx: "automatic",
    define: { "process.env.MESHPLAN_VERSION": JSON.stringify(VERSION) },
    logLevel: "error",
    plugins: [
      {
        name: "each-file-alone",
        setup: (building) => {
          // Data and generated code go into the one file that imports them.
          building.onResolve({ filter: /^\.{1,2}\/.*\.tsx?$/ }, ({ path, kind }) =>
            kind === "entry-point" ? undefined : { path: native(path), external: true },
          );
        },
      },
    ],
  });
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function forgetOld(path: string): void {
  const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (age > DAY) rmSync(path, { recursive: true, force: true });
}
