// Bundles rig/main.ts and runs it: Node 20 does not read TypeScript. Usage: node rig/run.mjs COMMAND (see rig/README.md).
import { mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const rig = dirname(fileURLToPath(import.meta.url));
const checkout = dirname(rig);
const folder = join(checkout, "node_modules", ".cache", "meshplan-rig");
const program = join(folder, "rig.mjs");
mkdirSync(folder, { recursive: true });

const fresh = `${program}.${process.pid}`;
await build({
  entryPoints: [join(rig, "main.ts")],
  outfile: fresh,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  // The yaml package is CommonJS and asks for node's own modules with require.
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
  logLevel: "warning",
});
renameSync(fresh, program);

process.env.MESHPLAN_RIG_CHECKOUT = checkout;
process.env.MESHPLAN_RIG_PROGRAM = program;
await import(pathToFileURL(program).href);
