import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { canonicalJson } from "../src/kube/canonical.ts";
import { sourceOf } from "../src/diagnostics/source.ts";
import { loadMesh } from "../src/mesh/load.ts";
import { renderRequests } from "../src/planner/render-requests.ts";
import { CHECKOUT, MESHPLAN } from "./product.ts";

/** Milliseconds by which embedded servers delay every answer. */
export const TWENTY_LATENCY = 100;

/** Milliseconds of one plan with an empty render cache and of the next one. */
export interface ScaleTimes {
  readonly cold: number;
  readonly warm: number;
}

/** Runs inside `meshplan sandbox`: plans twice and prints the times on standard output. */
export function runScaleSteps(): void {
  const [cold, warm] = [planned(), planned()];
  process.stdout.write(`${JSON.stringify({ cold, warm } satisfies ScaleTimes)}\n`);
}

function planned(): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [MESHPLAN, "plan", "mesh.yaml"], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`plan ended with ${String(status)}\n${stderr}`);
  return performance.now() - started;
}

/** The istioctl runs that twenty clusters need, and nothing else: as many at a time as there are cores. */
export async function renderMilliseconds(istioctl: string): Promise<number> {
  const path = join(CHECKOUT, "examples/twenty-clusters/mesh.yaml");
  const source = sourceOf(path, readFileSync(path, "utf8"));
  const { mesh, topology } = loadMesh(source, { directory: CHECKOUT });
  if (mesh === undefined || topology === undefined)
    throw new Error("internal: the example of twenty clusters is wrong");
  const operators = renderRequests(mesh, topology).map(({ operator }) => canonicalJson(operator));
  const waiting = [...new Set(operators)];
  const started = performance.now();
  const lane = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      await rendered(istioctl, next);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return performance.now() - started;
}

function rendered(istioctl: string, operator: string): Promise<void> {
  const child = spawn(istioctl, ["manifest", "generate", "-f", "-"], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  child.stdin.end(operator);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`istioctl ended with ${String(code)}`));
    });
  });
}
