import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addressesOf } from "./addresses.ts";
import { mustRun, runCommand } from "./command.ts";
import { primaryOperator, remoteOperator, RENDER_OPTIONS, samplePath } from "./guide.ts";
import { insideCommand, insideEnvironment } from "./inside.ts";
import type { Place } from "./place.ts";
import { RigError } from "./rig-error.ts";

/** What a no-change review costs without meshplan. */
export interface DiffTimes {
  readonly renderSeconds: number;
  readonly diffSeconds: number;
  /** Lines of difference kubectl printed; 0 where the clusters are as rendered. */
  readonly lines: number;
}

const NOTHING_DIFFERS = 0;
const DIFFERENCES = 1;

/**
 * Baseline of the benchmark: `istioctl manifest generate` and `kubectl diff --server-side` for both clusters, one
 * after the other. No ingress gateway, as meshplan has none. The validator's failurePolicy is left out of the files:
 * istiod changes it, and kubectl would stop with exit code 2.
 *
 * `adopt` first applies the files by force, untimed, so that `fieldManager` finds nothing to change.
 */
export async function diffByHand(
  place: Place,
  { fieldManager, adopt }: { readonly fieldManager: string; readonly adopt: boolean },
): Promise<DiffTimes> {
  const work = mkdtempSync(join(tmpdir(), "meshrig-diff-"));
  try {
    if (adopt) {
      const force = [
        "apply",
        "--server-side",
        "--force-conflicts",
        "--field-manager",
        fieldManager,
      ];
      for (const [index, file] of (await renderBoth(place, work)).entries()) {
        await inside(place, ["kubectl", "--context", `cluster${index + 1}`, ...force, "-f", file]);
      }
    }
    const started = Date.now();
    const files = await renderBoth(place, work);
    const rendered = Date.now();
    let lines = 0;
    for (const [index, file] of files.entries()) {
      lines += await diff(place, `cluster${index + 1}`, file, fieldManager);
    }
    const renderSeconds = (rendered - started) / 1000;
    return { renderSeconds, diffSeconds: (Date.now() - rendered) / 1000, lines };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function renderBoth(place: Place, work: string): Promise<readonly string[]> {
  const primary = primaryOperator({ ingress: false });
  const remote = remoteOperator(addressesOf(1).gateway);
  return [
    await render(place, work, "cluster1", primary, "network1"),
    await render(place, work, "cluster2", remote, "network2"),
  ];
}

async function render(
  place: Place,
  work: string,
  cluster: string,
  operator: string,
  network: string,
): Promise<string> {
  const script = samplePath("gen-eastwest-gateway.sh");
  const gateway = await inside(place, [script, "--network", network]);
  const generate = ["istioctl", "manifest", "generate", "-f", "-", ...RENDER_OPTIONS];
  const manifests = [
    await inside(place, generate, operator),
    await inside(place, generate, gateway),
  ];
  const file = join(work, `${cluster}.yaml`);
  writeFileSync(file, withoutFailurePolicy(manifests.join("\n---\n")));
  return file;
}

async function diff(
  place: Place,
  context: string,
  file: string,
  fieldManager: string,
): Promise<number> {
  const options = ["--server-side", "--field-manager", fieldManager, "-f", file];
  const command = insideCommand(place, ["kubectl", "--context", context, "diff", ...options]);
  const [program = "ip", ...args] = command;
  const result = await runCommand(program, args, { env: insideEnvironment(place) });
  if (result.code !== NOTHING_DIFFERS && result.code !== DIFFERENCES) {
    throw new RigError(`kubectl diff of ${context} ended with ${result.code}\n${result.stderr}`);
  }
  return result.stdout.split("\n").length - 1;
}

/** Exported for its test. */
export function withoutFailurePolicy(manifests: string): string {
  return manifests
    .split(/^---$/m)
    .map((document) =>
      /^kind: ValidatingWebhookConfiguration$/m.test(document)
        ? document.replace(/^ *failurePolicy: Ignore\n/gm, "")
        : document,
    )
    .join("---");
}

function inside(place: Place, command: readonly string[], input = ""): Promise<string> {
  const [program = "ip", ...args] = insideCommand(place, command);
  return mustRun(program, args, { env: insideEnvironment(place), input });
}
