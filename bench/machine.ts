import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from "node:os";
import { join } from "node:path";
import { missingParts } from "../rig/cache.ts";
import { runCommand } from "../rig/command.ts";
import { parseJson, textAt } from "../rig/json.ts";
import { namespaceTrouble } from "../rig/namespaces.ts";
import { VERSIONS } from "../rig/versions.ts";
import { CHECKOUT } from "./product.ts";

/** A busier machine measures its other work. */
export const MOST_LOAD = 1;

export const loadNow = (): number => loadavg()[0] ?? 0;

/** Date, machine and versions in one line, with the load at the start of a part. */
export async function circumstances(load: number): Promise<string> {
  const processor = cpus()[0]?.model.trim() ?? "unknown processor";
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GiB`;
  return [
    new Date().toISOString().slice(0, 10),
    `${availableParallelism()} cores (${processor}), ${memory}, ${platform()} ${arch()}`,
    `load ${load.toFixed(1)} at the start${load > MOST_LOAD ? " (busy: do not trust these times)" : ""}`,
    `Node ${process.versions.node}`,
    `meshplan ${await productVersion()}`,
  ].join("; ");
}

/** What the contenders on real clusters are. */
export async function contenderVersions(): Promise<string> {
  const { stdout } = await runCommand("kubectl", ["version", "--client", "-o", "json"]);
  const kubectl = textAt(parseJson(stdout), "clientVersion", "gitVersion") ?? "unknown";
  return `Kubernetes ${VERSIONS.kubernetes}, istioctl and istiod ${VERSIONS.istio}, kubectl ${kubectl}.`;
}

/** `0.1.0 (1c7fcfd)`, and whether the sources differ from that commit. */
async function productVersion(): Promise<string> {
  const version = textAt(
    parseJson(readFileSync(join(CHECKOUT, "package.json"), "utf8")),
    "version",
  );
  const git = async (...args: readonly string[]): Promise<string | undefined> =>
    runCommand("git", args, { cwd: CHECKOUT }).then(
      ({ code, stdout }) => (code === 0 ? stdout.trim() : undefined),
      () => undefined,
    );
  const commit = await git("rev-parse", "--short", "HEAD");
  const changes = await git("status", "--porcelain", "--", "src", "scripts", "package-lock.json");
  const place = commit === undefined ? "" : ` (${commit}${changes === "" ? "" : ", changed"})`;
  return `${version ?? ""}${place}`;
}

/** What keeps this machine from running real clusters; empty where nothing does. */
export async function rigTrouble(): Promise<readonly string[]> {
  if (platform() !== "linux") return [`real clusters need Linux, this is ${platform()}`];
  const trouble = [await namespaceTrouble()];
  if (!(await starts("kubectl", ["version", "--client"]))) trouble.push("no `kubectl` on PATH");
  if (!(await starts("openssl", ["version"]))) trouble.push("no `openssl` on PATH");
  const missing = missingParts();
  if (missing.length > 0)
    trouble.push(`not built: ${missing.join(", ")} (run \`node rig/run.mjs build\`)`);
  return trouble.filter((text) => text !== undefined);
}

async function starts(program: string, args: readonly string[]): Promise<boolean> {
  return runCommand(program, args).then(
    ({ code }) => code === 0,
    () => false,
  );
}
