import { rmSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { MeshplanError } from "../../../errors.ts";
import { isMap } from "../../../kube/object.ts";
import { LIMITS } from "../../../util/limits.ts";
import type { CacheFolder } from "../cache-folder.ts";
import { atOwnEnd } from "../../host/own-end.ts";
import { type ProcessResult, runProcess } from "../../host/process.ts";
import type { Program } from "../programs.ts";
import { rendererEnv } from "../renderer-env.ts";
import { sha256 } from "../../host/sha256.ts";
import { chartVersion, digestOfFolder } from "./chart-folder.ts";
import type { ChartName } from "./chart-releases.ts";
import { type Charts, type ChartsPlace, once } from "./charts.ts";
import { helmReason } from "./reason.ts";
import { commandLine } from "../../../util/command-line.ts";

interface Tools {
  readonly helm: Program;
  readonly cache: CacheFolder;
}

/**
 * Charts of a Helm repository or an OCI registry, each pulled once and kept unpacked below the cache folder, so that a plan
 * whose charts are kept asks nobody. A kept chart that is no longer what was pulled is pulled again.
 */
export function pulledCharts(place: ChartsPlace, tools: Tools): Charts {
  const pulled = new Map<ChartName, Promise<Kept>>();
  const kept = (chart: ChartName): Promise<Kept> =>
    once(pulled, chart, () => keptOrPulled(chart, place, tools));
  return {
    check: () => Promise.resolve(),
    identity: async (chart) => `sha256:${(await kept(chart)).digest}`,
    named: (chart) => argumentsFor(chart, place).join(" "),
    folder: async (chart) => (await kept(chart)).folder,
  };
}

function argumentsFor(chart: ChartName, { from, version }: ChartsPlace): readonly string[] {
  const source = from.startsWith("oci://")
    ? [`${from.replace(/\/+$/, "")}/${chart}`]
    : [chart, "--repo", from];
  return [...source, "--version", version];
}

interface Kept {
  readonly folder: string;
  readonly digest: string;
}

async function keptOrPulled(chart: ChartName, place: ChartsPlace, tools: Tools): Promise<Kept> {
  const name = sha256(`${place.from}\n${place.version}\n${chart}`).slice(0, 32);
  const record = `chart-${name}.json`;
  const cache = await tools.cache.folder();
  const home = cache === undefined ? undefined : join(cache, "charts", name);
  const known = home === undefined ? undefined : await tools.cache.read(record);
  const digest = home === undefined || !isMap(known) ? undefined : await digestOf(home);
  if (home !== undefined && digest !== undefined && isMap(known) && known["digest"] === digest)
    return { folder: home, digest };
  const pulled = await pull(chart, place, tools.helm, cache);
  const fresh = { folder: pulled, digest: await digestOfFolder(pulled) };
  if (home === undefined || !(await move(pulled, home, fresh.digest))) return fresh;
  await rm(dirname(pulled), { recursive: true, force: true });
  await tools.cache.write(record, { digest: fresh.digest });
  return { ...fresh, folder: home };
}

/** False where the cache cannot be written: then the chart stays where it was pulled to, for this run. */
async function move(from: string, to: string, digest: string): Promise<boolean> {
  try {
    await rm(to, { recursive: true, force: true });
    await rename(from, to);
    return true;
  } catch {
    // Another run was quicker with the same chart.
    return (await digestOf(to)) === digest;
  }
}

async function digestOf(folder: string): Promise<string | undefined> {
  return await digestOfFolder(folder).catch(() => undefined);
}

/** A folder that goes with the process, if it is still there: what is kept has moved to its own place. */
async function newFolder(cache: string | undefined): Promise<string> {
  const folder = (await folderBeside(cache)) ?? (await mkdtemp(join(tmpdir(), "meshplan-charts-")));
  atOwnEnd(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Beside its later place, so that it can move there in one step. */
async function folderBeside(cache: string | undefined): Promise<string | undefined> {
  if (cache === undefined) return undefined;
  try {
    const parent = join(cache, "charts");
    await mkdir(parent, { recursive: true, mode: 0o700 });
    return await mkdtemp(join(parent, ".pull-"));
  } catch {
    // The cache cannot be written.
    return undefined;
  }
}

async function pull(
  chart: ChartName,
  place: ChartsPlace,
  helm: Program,
  cache: string | undefined,
): Promise<string> {
  const { from, version } = place;
  const what = ["pull", ...argumentsFor(chart, place)];
  const folder = await newFolder(cache);
  const result = await runProcess(helm.path, [...what, "--untar", "--untardir", folder], {
    env: rendererEnv(process.env, { pulls: true }),
    timeoutMilliseconds: LIMITS.pull.most,
    outputLimit: 1024 * 1024,
  });
  const unpacked = join(folder, chart);
  const found = await chartVersion(unpacked);
  if (result.kind === "exited" && result.code === 0 && found === version) return unpacked;
  await rm(folder, { recursive: true, force: true });
  const isOther = result.kind === "exited" && result.code === 0 && found !== undefined;
  throw isOther
    ? new MeshplanError(
        "MP9215",
        `${from} answered with version ${found} of the chart ${chart}, not ${version}`,
        { nextSteps: [`see for yourself: ${commandLine`helm ${what}`}`] },
      )
    : new MeshplanError(
        "MP9216",
        `the chart ${chart} ${version} could not be pulled from ${from}: ${pullEnding(result)}`,
        {
          nextSteps: [
            `try it by hand: ${commandLine`helm ${what}`}`,
            "without a network, unpack the charts and name their folder: istio.charts",
          ],
        },
      );
}

function pullEnding(result: ProcessResult): string {
  switch (result.kind) {
    case "not-started":
      return `helm cannot be started (${result.reason})`;
    case "timeout":
      return `helm did not end within ${LIMITS.pull.most / 1000} s`;
    case "too-much-output":
      return "helm printed more than 1 MiB";
    case "exited":
      return result.code === 0 ? "helm unpacked no chart" : helmReason(result.stderr);
  }
}
