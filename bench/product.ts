import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programPath } from "../rig/cache.ts";
import { type Rig, startRig } from "../rig/client.ts";

function given(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`internal: ${name} is not set: start by npm run bench`);
  return value;
}

export const CHECKOUT = given("MESHPLAN_RIG_CHECKOUT");
const FOLDER = given("MESHPLAN_BENCH_FOLDER");
/** The built command line, as a user has it. */
export const MESHPLAN = join(FOLDER, "dist/meshplan.js");
/** This program itself: some parts run in a process of their own. */
export const BENCH = join(FOLDER, "bench.mjs");
export const SEED = join(CHECKOUT, "examples/primary-remote-multi-network/mesh.yaml");

/** A folder with the seed's mesh.yaml and an empty cache, and the environment that keeps meshplan inside it. */
export interface Desk {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

export async function withDesk<T>(use: (desk: Desk) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "meshplan-bench-"));
  try {
    copyFileSync(SEED, join(folder, "mesh.yaml"));
    const cache = join(folder, "cache");
    return await use({
      folder,
      env: {
        XDG_CACHE_HOME: cache,
        MESHPLAN_RENDER_CACHE: "1",
        HOME: folder,
        NO_COLOR: "1",
      },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A rig of two empty clusters, gone afterwards however `use` ends. */
export async function withRig<T>(use: (rig: Rig) => Promise<T>): Promise<T> {
  const rig = await startRig({ clusters: 2 });
  try {
    return await use(rig);
  } finally {
    await rig.down();
  }
}

/** Runs Node inside a rig, at a desk, to its end; any exit code but 0 ends the benchmark. */
export async function nodeIn(
  rig: Rig,
  desk: Desk,
  args: readonly string[],
): Promise<{ readonly milliseconds: number; readonly stdout: string }> {
  const env = { ...desk.env, MESHPLAN_ISTIOCTL: programPath("istioctl") };
  const started = performance.now();
  const result = await rig.run([process.execPath, ...args], { cwd: desk.folder, env });
  const milliseconds = performance.now() - started;
  if (result.code !== 0)
    throw new Error(
      `${args.join(" ")} ended with ${result.code}\n${result.stderr}${result.stdout}`,
    );
  return { milliseconds, stdout: result.stdout };
}
