import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { MeshplanError } from "../../errors.ts";
import { isMap } from "../../kube/object.ts";
import { LIMITS } from "../../util/limits.ts";
import type { CacheFolder } from "../cache-folder.ts";
import { type ProcessResult, runProcess } from "../process.ts";
import type { Program } from "../programs.ts";
import { rendererEnv } from "../renderer-env.ts";
import { sha256 } from "../sha256.ts";
import { chartVersion, digestOfFolder } from "./chart-folder.ts";
import type { ChartName } from "./chart-releases.ts";
import { type Charts, type ChartsPlace, once } from "./charts.ts";
import { helmReason } from "./reason.ts";

interface Tools {
  readonly helm: Program;
  readonly cacheDirectory: string;
  readonly cache: CacheFolder;
}

/**
 * Charts of a Helm repository or an OCI registry, each pulled once and kept unpacked below the cache folder.
 *
 * A published version never changes, so reference and version are its identity, and a plan whose renders are all in the
 * cache asks nobody. A kept chart that is no longer what was pulled is pulled again.
 */
export function pulledCharts(place: ChartsPlace, tools: Tools): Charts {
  const folders = new Map<ChartName, Promise<string>>();
  return {
    check: () => Promise.resolve(),
    identity: (chart) => Promise.resolve(argumentsFor(chart, place).join(" ")),
    named: (chart) => argumentsFor(chart, place).join(" "),
    folder: (chart) => once(folders, chart, () => keptOrPulled(chart, place, tools)),
  };
}

function argumentsFor(chart: ChartName, { from, version }: ChartsPlace): readonly string[] {
  const source = from.startsWith("oci://")
    ? [`${from.replace(/\/+$/, "")}/${chart}`]
    : [chart, "--repo", from];
  return [...source, "--version", version];
}

async function keptOrPulled(chart: ChartName, place: ChartsPlace, tools: Tools): Promise<string> {
  const name = sha256(`${place.from}\n${place.version}\n${chart}`).slice(0, 32);
  const record = `chart-${name}.json`;
  const home = join(tools.cacheDirectory, "charts", name);
  const known = await tools.cache.read(record);
  if (isMap(known) && known["digest"] === (await digestOf(home))) return home;
  const pulled = await pull(chart, place, tools);
  const digest = await digestOf(pulled);
  const moved = await move(pulled, home, digest);
  if (!moved) return pulled;
  await rm(dirname(pulled), { recursive: true, force: true });
  if (digest !== undefined) await tools.cache.write(record, { digest });
  return home;
}

/** False where the cache cannot be written: then the chart stays where it was pulled to, for this run. */
async function move(from: string, to: string, digest: string | undefined): Promise<boolean> {
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

/** Beside its later place, so that it can move there in one step. */
async function newFolder(cacheDirectory: string): Promise<string> {
  try {
    const parent = join(cacheDirectory, "charts");
    await mkdir(parent, { recursive: true, mode: 0o700 });
    return await mkdtemp(join(parent, ".pull-"));
  } catch {
    return await mkdtemp(join(tmpdir(), "meshplan-charts-"));
  }
}

async function pull(
  chart: ChartName,
  place: ChartsPlace,
  { helm, cacheDirectory }: Tools,
): Promise<string> {
  const { from, version } = place;
  const what = ["pull", ...argumentsFor(chart, place)];
  const folder = await newFolder(cacheDirectory);
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
        { nextSteps: [`see for yourself: helm ${what.join(" ")}`] },
      )
    : new MeshplanError(
        "MP9216",
        `the chart ${chart} ${version} could not be pulled from ${from}: ${pullEnding(result)}`,
        {
          nextSteps: [
            `try it by hand: helm ${what.join(" ")}`,
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
