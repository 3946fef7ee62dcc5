import { diffByHand } from "../../rig/kubectl-diff.ts";
import type { Rig } from "../../rig/client.ts";
import { alternate } from "../alternate.ts";
import { contenderVersions } from "../machine.ts";
import { seconds, verdict } from "../numbers.ts";
import type { Finding, Part } from "../part.ts";
import { type Desk, MESHPLAN, nodeIn, withDesk, withRig } from "../product.ts";

const ROUNDS = { count: 9, warmUp: 1 };
const LIMIT = 1 / 6;

export const plan: Part = {
  title: "No-change plan",
  method: `\`meshplan plan\` of the seed as a whole process, on real clusters that meshplan has just applied it to, render cache warm, against
\`istioctl manifest generate\` and \`kubectl diff --server-side --field-manager meshplan\` for both clusters, one after the other;
${ROUNDS.count} rounds. The validator's failurePolicy is left out of the contender's files, or kubectl would stop with exit code 2. Both
are read-only; kubectl prints some lines because meshplan adds its labels and takes istioctl's away.`,
  onRig: true,
  run: () => withRig((rig) => withDesk((desk) => measure(rig, desk))),
};

async function measure(rig: Rig, desk: Desk): Promise<readonly Finding[]> {
  await nodeIn(rig, desk, [MESHPLAN, "apply", "mesh.yaml", "--auto-approve"]);
  const byHand = { name: "istioctl and kubectl diff", lines: 0, renderMilliseconds: Infinity };
  const [ours, theirs] = await alternate(
    [
      { name: "meshplan plan", run: () => planOnce(rig, desk) },
      {
        name: byHand.name,
        async run() {
          const options = { fieldManager: "meshplan", adopt: false };
          const { renderSeconds, diffSeconds, lines } = await diffByHand(rig.place, options);
          byHand.lines = lines;
          byHand.renderMilliseconds = Math.min(byHand.renderMilliseconds, renderSeconds * 1000);
          return (renderSeconds + diffSeconds) * 1000;
        },
      },
    ],
    ROUNDS,
  );
  if (ours === undefined || theirs === undefined) throw new Error("internal: not measured");
  const ratio = ours.median / theirs.median;
  const table = {
    head: ["contender", "min", "median", "max", "ratio of medians", "target", "verdict"],
    rows: [
      [
        "`meshplan plan`",
        ...[ours.min, ours.median, ours.max].map(seconds),
        `${ratio.toFixed(3)} (1/${(1 / ratio).toFixed(1)})`,
        "<= 1/6",
        verdict(ratio, LIMIT),
      ],
      [byHand.name, ...[theirs.min, theirs.median, theirs.max].map(seconds), "1", "", ""],
    ],
  };
  const render = seconds(byHand.renderMilliseconds);
  return [
    table,
    `Rendering alone takes at least ${render} of the contender's time. It printed ${byHand.lines} lines. ${await contenderVersions()}`,
  ];
}

async function planOnce(rig: Rig, desk: Desk): Promise<number> {
  const { milliseconds, stdout } = await nodeIn(rig, desk, [MESHPLAN, "plan", "mesh.yaml"]);
  if (!stdout.includes("No changes.")) throw new Error(`the plan is not empty:\n${stdout}`);
  return milliseconds;
}
