// Builds meshplan and the benchmark, then runs it: Node 20 does not read TypeScript. Usage: npm run bench [-- PART...]
// (see docs/benchmarks.md).
import { copyFileSync, cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build as bundle } from "esbuild";
import { build } from "./build.mjs";

const checkout = fileURLToPath(new URL("../", import.meta.url));
const folder = join(checkout, "node_modules/.cache/meshplan-bench", String(process.pid));
mkdirSync(folder, { recursive: true });
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

await build();
// Measured is a copy that no other build replaces meanwhile; package.json says that it is made of ES modules.
cpSync(join(checkout, "dist"), join(folder, "dist"), { recursive: true });
copyFileSync(join(checkout, "package.json"), join(folder, "package.json"));
await bundle({
  absWorkingDir: checkout,
  entryPoints: { bench: "bench/main.ts", rig: "rig/main.ts" },
  outdir: folder,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  define: { "process.env.NODE_ENV": '"production"' },
  // CommonJS packages ask for node's own modules with require.
  banner: {
    js: 'import { createRequire as benchCreateRequire } from "node:module"; const require = benchCreateRequire(import.meta.url);',
  },
  logLevel: "warning",
});

process.env.MESHPLAN_RIG_CHECKOUT = checkout;
process.env.MESHPLAN_RIG_PROGRAM = join(folder, "rig.mjs");
process.env.MESHPLAN_BENCH_FOLDER = folder;
await import(pathToFileURL(join(folder, "bench.mjs")).href);
