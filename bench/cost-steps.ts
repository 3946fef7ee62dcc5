import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { at, listAt, parseJson } from "../rig/json.ts";
import { MESHPLAN } from "./product.ts";

/** Commands one after the other on the same clusters. */
export const COSTS = [
  { title: "`plan`, nothing there", args: ["plan", "mesh.yaml", "--out", "x.plan"] },
  { title: "`show --full`", args: ["show", "x.plan", "--full"] },
  { title: "`apply`", args: ["apply", "mesh.yaml", "--auto-approve"] },
  { title: "`plan`, no changes", args: ["plan", "mesh.yaml"] },
] as const;

export interface Cost {
  readonly milliseconds: number;
  /** What the process computed, in all threads, in milliseconds. */
  readonly processor: number;
  /** The most that was resident at once. */
  readonly megabytes: number;
}

/** Runs inside `meshplan sandbox`: each command as a process of its own, its costs on standard output. */
export function runCostSteps(): void {
  const [usage, preload] = [resolve("usage"), resolve("usage.cjs")];
  const report = `JSON.stringify(process.resourceUsage())`;
  writeFileSync(
    preload,
    `process.on("exit", () => require("node:fs").writeFileSync(${JSON.stringify(usage)}, ${report}));`,
  );
  const costs = COSTS.map(({ title, args }): Cost => {
    rmSync(usage, { force: true });
    const started = performance.now();
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--require", preload, MESHPLAN, ...args],
      { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 },
    );
    const milliseconds = performance.now() - started;
    if (status !== 0) throw new Error(`${title} ended with ${String(status)}\n${stderr}`);
    const used = parseJson(readFileSync(usage, "utf8"));
    const [user, system, kilobytes] = ["userCPUTime", "systemCPUTime", "maxRSS"].map((name) =>
      Number(at(used, name)),
    );
    const processor = ((user ?? NaN) + (system ?? NaN)) / 1000;
    return { milliseconds, processor, megabytes: (kilobytes ?? NaN) / 1024 };
  });
  process.stdout.write(`${JSON.stringify(costs)}\n`);
}

/** Reads what `runCostSteps` printed. */
export function costsIn(stdout: string): readonly Cost[] {
  return listAt(parseJson(stdout.trim().split("\n").at(-1) ?? "")).map((cost) => ({
    milliseconds: Number(at(cost, "milliseconds")),
    processor: Number(at(cost, "processor")),
    megabytes: Number(at(cost, "megabytes")),
  }));
}
