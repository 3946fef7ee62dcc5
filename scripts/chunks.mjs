// How the bundle is cut into files and what kind of modules they are: both decide how long `meshplan --help` takes.
import { basename, join } from "node:path";

/**
 * esbuild makes a file for each combination of late imports that shares a module, and every file costs the start half a
 * millisecond. So all late imports share a part of the program whole, as one file: everything that the module `whole` needs,
 * which goes with what is imported late nearly always. Those in `but` do without, and so does data, which needs nothing.
 */
export function fewChunks(root, parts) {
  const wholeFor = (target) =>
    parts
      .filter(({ but }) => !but.some((path) => join(root, path) === target))
      .map(({ whole }) => join(root, whole));
  return {
    name: "few-chunks",
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        const target = join(resolveDir, path);
        if (kind !== "dynamic-import" || target.endsWith(".json")) return undefined;
        if (wholeFor(target).length === 0) return undefined;
        return { path: target, namespace: "late" };
      });
      build.onLoad({ filter: /.*/, namespace: "late" }, ({ path }) => ({
        contents: [
          ...wholeFor(path).map((whole) => `import ${JSON.stringify(whole)};`),
          `export * from ${JSON.stringify(path)};`,
        ].join("\n"),
        resolveDir: root,
        loader: "js",
      }));
    },
  };
}

/** Packages that wait at the top level, which only ES modules can. They draw the screen and are loaded for nothing else. */
const WAITING = /(^|\/)node_modules\/(ink|yoga-layout)\//;

/** CommonJS packages inside the bundle call `require` for node's own modules, which an ES module does not have. */
const REQUIRE = [
  'import { createRequire as meshplanCreateRequire } from "node:module";',
  "const require = meshplanCreateRequire(import.meta.url);",
  "",
].join("\n");

/**
 * Turns the chunks into CommonJS modules: Node 20 starts them 7 ms sooner than the same as ES modules. esbuild cuts only
 * ES modules into chunks, so the format is changed afterwards. Chunks that wait at the top level, and those that import
 * them, stay ES modules, as *.mjs; ES modules can import CommonJS, so everything still exists once.
 */
export async function asCommonJs({ outputFiles, metafile }, options) {
  const { transform } = await import("esbuild");
  const modules = esModules(metafile);
  return Promise.all(
    outputFiles.map(async ({ path, text }) => {
      const isModule = modules.has(basename(path));
      const linked = linkTo(modules, text, isModule);
      if (isModule) return { name: mjs(basename(path)), text: REQUIRE + linked };
      const { code } = await transform(linked, { ...options, format: "cjs", platform: "node" });
      return { name: basename(path), text: `"use strict";\n${code}` };
    }),
  );
}

/** esbuild leaves files with nothing in them, where all of a shared module was types; each would be read at the start all the same. */
export function withoutEmptyChunks({ outputFiles, metafile }) {
  const empty = new Set(
    outputFiles.filter(({ text }) => text.trim() === "").map(({ path }) => basename(path)),
  );
  const isKept = ({ path }) => !empty.has(basename(path));
  return {
    outputFiles: outputFiles.filter(isKept).map(({ path, text }) => ({
      path,
      text: text.replace(/\bimport ?"\.\/([^"/]+)";/g, (whole, name) =>
        empty.has(name) ? "" : whole,
      ),
    })),
    metafile: {
      ...metafile,
      outputs: Object.fromEntries(
        Object.entries(metafile.outputs)
          .filter(([path]) => isKept({ path }))
          .map(([path, output]) => [path, { ...output, imports: output.imports.filter(isKept) }]),
      ),
    },
  };
}

/** The chunks that wait at the top level, and those that import them at once. */
function esModules({ outputs }) {
  const found = new Set();
  const waits = ({ inputs, imports }) =>
    Object.keys(inputs).some((path) => WAITING.test(path)) ||
    imports.some(({ kind, path }) => kind === "import-statement" && found.has(basename(path)));
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const [path, output] of Object.entries(outputs))
      if (waits(output)) found.add(basename(path));
  }
  return found;
}

const mjs = (name) => name.replace(/\.js$/, ".mjs");

/** Lets the imports of a chunk find the chunks under their new names, and late ones of CommonJS use `require`. */
function linkTo(modules, text, isModule) {
  return text
    .replace(/"\.\/([^"/]+\.js)"/g, (whole, name) =>
      modules.has(name) ? `"./${mjs(name)}"` : whole,
    )
    .replace(/\bimport\(("(?:\.\/[^"/]+\.js|node:[a-z/_]+)")\)/g, (whole, path) =>
      isModule ? whole : `Promise.resolve().then(()=>require(${path}))`,
    );
}
