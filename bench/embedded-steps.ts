import { spawnSync } from "node:child_process";
import { listAt, parseJson } from "../rig/json.ts";
import { MESHPLAN } from "./product.ts";

const COMMANDS = [
  ["`meshplan plan`, nothing there", ["plan", "mesh.yaml"]],
  ["`meshplan apply --auto-approve`", ["apply", "mesh.yaml", "--auto-approve"]],
  ["`meshplan plan`, no changes", ["plan", "mesh.yaml"]],
] as const;

export const STEPS = COMMANDS.map(([name]) => name);
type Step = (typeof STEPS)[number];

/** Runs inside `meshplan sandbox`: the commands one after the other, their milliseconds on standard output. */
export function runSteps(): void {
  const times = COMMANDS.map(([name, args]) => {
    const started = performance.now();
    const { status, stdout } = spawnSync(process.execPath, [MESHPLAN, ...args], {
      encoding: "utf8",
    });
    const milliseconds = performance.now() - started;
    if (status !== 0) throw new Error(`${name} ended with ${status ?? "a signal"}\n${stdout}`);
    return milliseconds;
  });
  process.stdout.write(`${JSON.stringify(times)}\n`);
}

/** Reads what `runSteps` printed. */
export function stepTimes(stdout: string): readonly (readonly [Step, number])[] {
  const times = listAt(parseJson(stdout));
  return STEPS.map((name, index) => [name, Number(times[index])]);
}
