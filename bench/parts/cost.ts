import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { COSTS, costsIn } from "../cost-steps.ts";
import { megabytes, seconds, verdict } from "../numbers.ts";
import type { Finding, Part } from "../part.ts";
import { BENCH, CHECKOUT, type Desk, MESHPLAN, withDesk } from "../product.ts";

const TIME_LIMIT = 10_000;
const MEMORY_LIMIT = 300;
/** A little less than the most that meshplan reads as a mesh file. */
const LARGEST_FILE = 520_000;

export const cost: Part = {
  title: "Cost of the largest mesh",
  method: `Commands as whole processes on twenty embedded clusters that \`meshplan sandbox\` keeps in another process, new for each mesh. Each
runs once: the limits are far away. Rendered by the built-in outline, so this is what meshplan itself costs. Memory is the most
that a process had resident. The law is 10 s and 300 MB for up to twenty clusters and 1 MB; judged is the processor's time, for an
apply waits for its clusters. The largest mesh file that is read is that of the twenty primaries, filled up with comments;
\`npm run fuzz\` measures kubeconfigs and plans of 1 MB.`,
  onRig: false,
  run: () => withDesk((desk) => Promise.resolve(measure(desk))),
};

/** Twenty primaries read each other: 380 remote secrets, where one primary with nineteen remotes has 19. */
function twentyPrimaries(bytes = 0): string {
  const clusters = Array.from({ length: 20 }, (_, at) => `  c${at}: { network: network${at} }\n`);
  const head =
    "apiVersion: meshplan/v1\nmesh: mesh1\nistio: { version: 1.31.0 }\ntrust: { root: generated, key: root.pem }\nclusters:\n";
  const text = head + clusters.join("");
  const comment = `# ${"x".repeat(98)}\n`;
  return text + comment.repeat(Math.max(0, Math.floor((bytes - text.length) / comment.length)));
}

function measure(desk: Desk): readonly Finding[] {
  const example = readFileSync(join(CHECKOUT, "examples/twenty-clusters/mesh.yaml"), "utf8");
  const meshes = [
    ["one primary, 19 remotes", example],
    ["20 primaries", twentyPrimaries()],
    ["20 primaries, file of 520 kB", twentyPrimaries(LARGEST_FILE)],
  ] as const;
  const rows = meshes.flatMap(([name, text]) => rowsOf(name, text, desk));
  return [{ head: ["mesh and command", "time", "processor", "memory", "verdict"], rows }];
}

function rowsOf(name: string, text: string, desk: Desk): readonly (readonly string[])[] {
  const costs = costsOf(text, desk);
  return COSTS.map(({ title }, at) => {
    const { milliseconds = NaN, processor = NaN, megabytes: memory = NaN } = costs[at] ?? {};
    const worst = Math.max(processor / TIME_LIMIT, memory / MEMORY_LIMIT);
    const figures = [seconds(milliseconds), seconds(processor), megabytes(memory)];
    return [`${name}: ${title}`, ...figures, verdict(worst, 1)];
  });
}

function costsOf(text: string, desk: Desk) {
  writeFileSync(join(desk.folder, "mesh.yaml"), text);
  const { MESHPLAN_ISTIOCTL: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [MESHPLAN, "sandbox", "mesh.yaml", "--", process.execPath, BENCH, "cost-steps"],
    { cwd: desk.folder, env: { ...env, ...desk.env, PATH: "/usr/bin:/bin" }, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`the commands on twenty clusters failed\n${stderr}${stdout}`);
  return costsIn(stdout);
}
