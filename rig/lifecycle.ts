import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { clusterName } from "./addresses.ts";
import { makeCertificates } from "./certificates.ts";
import { startCluster, startEtcd } from "./control-plane.ts";
import { writeUserKubeconfig } from "./kubeconfig.ts";
import { makeNamespaces, removeNamespaces } from "./namespaces.ts";
import { doorPath, logPath, type Place } from "./place.ts";
import { startedProcesses, startProcess, stopProcesses } from "./process-book.ts";
import { RigError } from "./rig-error.ts";
import { until, whenTrue } from "./until.ts";
import { tokenFile } from "./users.ts";

const LAST_LINES = 8;

/** Starts `clusters` Kubernetes control planes in a namespace of their own; they are empty and ready when this returns. */
export async function startClusters(
  place: Place,
  clusters: number,
  mark: (text: string) => void = () => undefined,
): Promise<void> {
  try {
    await start(place, clusters, mark);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new RigError([message, ...lastWords(place)].join("\n"), { cause });
  }
}

/** What the processes that ended by themselves said last: the first thing to look at after a failed start. */
function lastWords(place: Place): readonly string[] {
  return startedProcesses(place).flatMap(({ name, alive }) => {
    if (alive) return [];
    const log = readFileSync(logPath(place, name), "utf8").trimEnd().split("\n");
    return [
      `${name} ended; its log ends with:`,
      ...log.slice(-LAST_LINES).map((line) => `  ${line}`),
    ];
  });
}

async function start(place: Place, clusters: number, mark: (text: string) => void): Promise<void> {
  if (existsSync(place.home)) {
    throw new RigError(`${place.home} exists: run \`node rig/run.mjs down --wipe\` first`);
  }
  mkdirSync(place.home, { recursive: true, mode: 0o700 });
  await makeNamespaces(place, clusters);
  mark(`network namespace ${place.namespace}`);
  await makeCertificates(place, clusters);
  writeFileSync(join(place.home, "tokens.csv"), tokenFile(), { mode: 0o600 });
  writeUserKubeconfig(place, clusters);
  mark("certificates, tokens, kubeconfig");
  startAgent(place, clusters);
  await until("the rig's agent", () => whenTrue(existsSync(doorPath(place))));
  await startEtcd(place);
  mark("etcd");
  await Promise.all(
    Array.from({ length: clusters }, async (_, index) => {
      await startCluster(place, index + 1);
      mark(`${clusterName(index + 1)} ready`);
    }),
  );
}

function startAgent(place: Place, clusters: number): void {
  const program = process.env["MESHPLAN_RIG_PROGRAM"];
  if (program === undefined) throw new RigError("start the rig by `node rig/run.mjs`");
  const command = [process.execPath, program, "agent", String(clusters)];
  startProcess(place, "agent", command, {
    env: {
      MESHPLAN_RIG_NS: place.namespace,
      MESHPLAN_RIG_HOME: place.home,
      ...passedOn(["MESHPLAN_RIG_CACHE", "MESHPLAN_RIG_BIN", "XDG_CACHE_HOME"]),
    },
  });
}

function passedOn(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** Stops everything of a rig and removes its namespaces. `wipe` also removes its state, logs included, and is faster. */
export async function stopClusters(
  place: Place,
  options: { readonly wipe: boolean },
): Promise<void> {
  const signal = options.wipe ? "SIGKILL" : "SIGTERM";
  const isPart = (part: string) => (name: string) => name === part || name.endsWith(`-${part}`);
  await stopProcesses(place, isPart("agent"), "SIGKILL"); // first, or it would restart what is stopped next
  const last = (name: string): boolean => isPart("apiserver")(name) || isPart("etcd")(name);
  await stopProcesses(place, (name) => !last(name), signal);
  await stopProcesses(place, isPart("apiserver"), signal);
  await stopProcesses(place, isPart("etcd"), signal);
  await removeNamespaces(place);
  if (options.wipe) rmSync(place.home, { recursive: true, force: true });
}
