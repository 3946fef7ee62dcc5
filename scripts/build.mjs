// Bundles src/cli/main.ts into dist/: one entry and the chunks it loads late, with no import left but node's own.
// Bundling makes the start five times faster than loading the same packages from node_modules.
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { noticeText } from "./notice.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const entry = join(root, "src/cli/main.ts");
const dist = join(root, "dist");

/** Ink mentions React's developer tools, which are not installed and never used in a built program. */
const withoutDevtools = {
  name: "without-devtools",
  setup(build) {
    build.onResolve({ filter: /^react-devtools-core$/ }, () => ({
      path: "react-devtools-core",
      namespace: "empty",
    }));
    build.onLoad({ filter: /.*/, namespace: "empty" }, () => ({
      contents: "export default {};",
      loader: "js",
    }));
  },
};

/** commander loads node:child_process for subcommands that are programs of their own, of which there are none. It costs 5 ms. */
const withoutSubprograms = {
  name: "without-subprograms",
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /node_modules\/commander\//.test(importer)
        ? { path: "child_process", namespace: "empty" }
        : undefined,
    );
  },
};

const SHEBANG = "#!/usr/bin/env node\n";
/** CommonJS packages inside the bundle call `require` for node's own modules, which an ES module does not have. */
const REQUIRE = [
  'import { createRequire as meshplanCreateRequire } from "node:module";',
  "const require = meshplanCreateRequire(import.meta.url);",
].join("\n");

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
  const { outputFiles, metafile } = await bundle();
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  for (const file of outputFiles) {
    const isEntry = basename(file.path) === "meshplan.js";
    await writeFile(file.path, isEntry ? SHEBANG + file.text : file.text);
    if (isEntry) await chmod(file.path, 0o755);
  }
  await writeFile(join(dist, "NOTICE"), await noticeText(metafile, root));
}

async function bundle() {
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const esbuild = await import("esbuild");
  return esbuild.build({
    absWorkingDir: root,
    entryPoints: { meshplan: entry },
    outdir: dist,
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    jsx: "automatic",
    legalComments: "none",
    banner: { js: REQUIRE },
    define: {
      "process.env.NODE_ENV": '"production"',
      "process.env.DEV": '"false"',
      "process.env.MESHPLAN_VERSION": JSON.stringify(version),
    },
    plugins: [withoutSubprograms, withoutDevtools],
    metafile: true,
    write: false,
    logLevel: "warning",
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
