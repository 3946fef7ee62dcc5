import { followGuide } from "../../rig/guide.ts";
import { alternate } from "../alternate.ts";
import { contenderVersions } from "../machine.ts";
import { seconds, verdict } from "../numbers.ts";
import type { Part } from "../part.ts";
import { MESHPLAN, nodeIn, withDesk, withRig } from "../product.ts";

const ROUNDS = { count: 3 };
const LIMIT = 0.7;

export const apply: Part = {
  title: "First apply",
  method: `\`meshplan apply --auto-approve\` of the seed as a whole process, plan and rendering with an empty cache included, against Istio's guide
for this topology as a script of istioctl and kubectl; every round on new, empty, real clusters; ${ROUNDS.count} rounds each. The guide also
installs an ingress gateway, which meshplan does not. meshplan also waits until istiod reads the remote cluster, the validation
webhook answers and the remote has its root certificate; the guide's script ends without looking.`,
  onRig: true,
  async run() {
    const [ours, theirs] = await alternate(
      [
        { name: "meshplan apply", run: applyOnce },
        { name: "the guide as a script", run: guideOnce },
      ],
      ROUNDS,
    );
    if (ours === undefined || theirs === undefined) throw new Error("internal: not measured");
    const ratio = ours.median / theirs.median;
    const judged = [ratio.toFixed(2), `<= ${LIMIT}`, verdict(ratio, LIMIT)];
    const table = {
      head: ["contender", "min", "median", "max", "ratio of medians", "target", "verdict"],
      rows: [
        ["`meshplan apply`", ...[ours.min, ours.median, ours.max].map(seconds), ...judged],
        ["the guide", ...[theirs.min, theirs.median, theirs.max].map(seconds), "1", "", ""],
      ],
    };
    return [table, await contenderVersions()];
  },
};

function applyOnce(): Promise<number> {
  return withRig((rig) =>
    withDesk(async (desk) => {
      const args = [MESHPLAN, "apply", "mesh.yaml", "--auto-approve"];
      return (await nodeIn(rig, desk, args)).milliseconds;
    }),
  );
}

function guideOnce(): Promise<number> {
  return withRig(async (rig) => {
    const started = performance.now();
    await followGuide(rig.place, () => undefined);
    return performance.now() - started;
  });
}
