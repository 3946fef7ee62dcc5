// Bundles src/cli/main.ts into dist/: one entry and the chunks it loads late, with no import left but node's own.
// Bundling makes the start several times faster than loading the same packages from node_modules.
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { asCommonJs, fewChunks, withoutEmptyChunks } from "./chunks.mjs";
import { commitOf } from "./commit.mjs";
import { noticeText } from "./notice.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const entry = join(root, "src/cli/main.ts");
const dist = join(root, "dist");

const WITHOUT_FILE = ["src/cli/program.ts"];
const WITHOUT_PLAN = ["commands/validate.ts", "commands/show.ts", "explain-failure.ts"];
const SHARED = [
  // Whoever loads a command reads a mesh file with it, nearly always,
  { whole: "src/cli/commands/validate.ts", but: WITHOUT_FILE },
  // and makes a plan of it.
  {
    whole: "src/cli/commands/plan.ts",
    but: [
      ...WITHOUT_FILE,
      ...WITHOUT_PLAN.map((path) => `src/cli/${path}`),
      "src/planner/decode-plan.ts",
    ],
  },
];

/** What packages import and meshplan never reaches. Left in, it would be loaded at every start, or not be found. */
const UNUSED = [
  // For subcommands that are programs of their own. Loading it costs 5 ms.
  { by: "commander", path: /^node:child_process$/ },
  // Paints differences for terminals. With the package it imports it costs 3 ms.
  { by: "json-diff", path: /^\.\/colorize$/ },
];

/** What packages ask of the environment, and users set for programs of their own: `DEV=true` is common in developers' shells. */
const PATCHES = [
  {
    file: /\/node_modules\/ink\/build\/utils\.js$/,
    from: "process.env['DEV'] === 'true'",
    to: "false",
  },
  // React's developer tools, and the package for WebSockets that comes with them.
  {
    file: /\/node_modules\/ink\/build\/reconciler\.js$/,
    from: "await import('./devtools.js')",
    to: "undefined",
  },
];

const patched = {
  name: "patched",
  setup(build) {
    for (const { file, from, to } of PATCHES)
      build.onLoad({ filter: file }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        if (!text.includes(from)) throw new Error(`${path} no longer holds ${from}`);
        return { contents: text.replace(from, to), loader: "js" };
      });
  },
};

const withoutUnused = {
  name: "without-unused",
  setup(build) {
    for (const { by, path } of UNUSED)
      build.onResolve({ filter: path }, ({ importer }) =>
        importer.includes(`/node_modules/${by}/`)
          ? { path: `${by} ${path.source}`, namespace: "empty" }
          : undefined,
      );
    build.onLoad({ filter: /.*/, namespace: "empty" }, () => ({
      contents: "export default {};",
      loader: "js",
    }));
  },
};

/**
 * The YAML package's ES modules, as browsers get them, instead of the CommonJS ones that Node gets: the same sources, but
 * the start pays neither for wrapping 70 files nor for compiling twice what is inside a wrapper.
 */
const yamlAsModules = {
  name: "yaml-as-modules",
  setup(build) {
    build.onResolve({ filter: /^yaml$/ }, () => ({
      path: join(root, "node_modules/yaml/browser/dist/index.js"),
    }));
  },
};

const SHEBANG = "#!/usr/bin/env node\n";
/** No name is shortened and lines stay short, so that the stack in a bug report tells where it happened. */
const FORM = { target: "node20.19", minifyWhitespace: true, minifySyntax: true, lineLimit: 160 };

/** Builds dist/. The old dist/ stays until the new one is complete, so a failed build breaks nothing. */
export async function build() {
  if (existsSync(fileURLToPath(new URL("compile-schema.mjs", import.meta.url)))) {
    const { compileSchema } = await import("./compile-schema.mjs");
    await compileSchema();
  }
  if (!existsSync(entry)) {
    console.log("build: nothing to bundle, src/cli/main.ts is not there");
    return;
  }
  const bundled = await bundle();
  const files = await asCommonJs(bundled, FORM);
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  for (const { name, text } of files) {
    const isEntry = name === "meshplan.js";
    await writeFile(join(dist, name), isEntry ? SHEBANG + text : text);
    if (isEntry) await chmod(join(dist, name), 0o755);
  }
  await writeFile(join(dist, "package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
  await writeFile(join(dist, "NOTICE"), await noticeText(bundled.metafile, root));
}

/** What esbuild makes of the sources: chunks that are ES modules still, and the metafile that says what is where. */
export async function bundle() {
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const esbuild = await import("esbuild");
  const built = await esbuild.build({
    ...FORM,
    absWorkingDir: root,
    entryPoints: { meshplan: entry },
    outdir: dist,
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    jsx: "automatic",
    legalComments: "none",
    define: {
      "process.env.NODE_ENV": '"production"',
      "process.env.MESHPLAN_VERSION": JSON.stringify(version),
      "process.env.MESHPLAN_COMMIT": JSON.stringify(commitOf(root)),
    },
    plugins: [withoutUnused, patched, yamlAsModules, fewChunks(root, SHARED)],
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  return withoutEmptyChunks(built);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
