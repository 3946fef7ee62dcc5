import { spawnSync } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { programPath } from "../../rig/cache.ts";
import { desiredMilliseconds, LARGE } from "../large-mesh.ts";
import { ms, seconds, verdict } from "../numbers.ts";
import type { Finding, Part } from "../part.ts";
import { BENCH, CHECKOUT, type Desk, MESHPLAN, withDesk } from "../product.ts";
import { renderMilliseconds, type ScaleTimes, TWENTY_LATENCY } from "../scale-steps.ts";
import { summaryOf } from "../stats.ts";

const ROUNDS = 3;
const WARM_LIMIT = 3_000;
const COLD_LIMIT = 1.5;
const DESIRED_LIMIT = 300;

export const scale: Part = {
  title: "Many clusters",
  method: `\`meshplan plan\` of examples/twenty-clusters as a whole process, on twenty empty embedded clusters in another process, each answer
delayed by ${TWENTY_LATENCY} ms; ${ROUNDS} rounds. Cold: the render cache is empty, against its istioctl runs alone, as many at a time as there are cores.
Warm: the same again. The last row is one process that reads, checks and plans a mesh of ${LARGE} clusters (ten primaries) whose manifests are
at hand, up to the desired state: no cluster is asked; the first of its rounds is thrown away.`,
  onRig: true,
  run: () => withDesk(measure),
};

async function measure(desk: Desk): Promise<readonly Finding[]> {
  copyFileSync(
    join(CHECKOUT, "examples/twenty-clusters/mesh.yaml"),
    join(desk.folder, "mesh.yaml"),
  );
  const found: ScaleTimes[] = [];
  const renders: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rmSync(join(desk.folder, "cache"), { recursive: true, force: true });
    if (round % 2 === 0) renders.push(await renderMilliseconds(programPath("istioctl")));
    found.push(planTimes(desk));
    if (round % 2 === 1) renders.push(await renderMilliseconds(programPath("istioctl")));
  }
  const cold = summaryOf(found.map((times) => times.cold));
  const warm = summaryOf(found.map((times) => times.warm));
  const render = summaryOf(renders);
  const ratio = cold.median / render.median;
  const desired = summaryOf(desiredMilliseconds());
  return [
    {
      head: ["case", "min", "median", "target", "verdict"],
      rows: [
        ["istioctl runs of 20 clusters alone", seconds(render.min), seconds(render.median), "", ""],
        [
          `plan, cold: ${ratio.toFixed(2)} times these runs`,
          seconds(cold.min),
          seconds(cold.median),
          `<= ${COLD_LIMIT}`,
          verdict(ratio, COLD_LIMIT),
        ],
        [
          "plan, warm",
          seconds(warm.min),
          seconds(warm.median),
          `<= ${WARM_LIMIT / 1000} s`,
          verdict(warm.median, WARM_LIMIT),
        ],
        [
          `file to desired state, ${LARGE} clusters`,
          ms(desired.min),
          ms(desired.median),
          `<= ${DESIRED_LIMIT} ms`,
          verdict(desired.median, DESIRED_LIMIT),
        ],
      ],
    },
  ];
}

/** Plans twice inside `meshplan sandbox`: with an empty cache, and with what the first one left. */
function planTimes(desk: Desk): ScaleTimes {
  const args = ["sandbox", "mesh.yaml", "--latency", String(TWENTY_LATENCY), "--"];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [MESHPLAN, ...args, process.execPath, BENCH, "scale-steps"],
    {
      cwd: desk.folder,
      env: { ...process.env, ...desk.env, MESHPLAN_ISTIOCTL: programPath("istioctl") },
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(`planning twenty clusters failed\n${stderr}${stdout}`);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as ScaleTimes;
}
