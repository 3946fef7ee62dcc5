import { spawnSync } from "node:child_process";
import { alternate } from "../alternate.ts";
import { ms, verdict } from "../numbers.ts";
import type { Finding, Part } from "../part.ts";
import { BENCH, type Desk, MESHPLAN, withDesk } from "../product.ts";
import { summaryOf } from "../stats.ts";
import { STEPS, stepTimes } from "../embedded-steps.ts";

const ROUNDS = { count: 5, warmUp: 1 };
const DEMO_LIMIT = 30_000;

export const embedded: Part = {
  title: "Embedded clusters",
  method: `Whole processes; ${ROUNDS.count} rounds. \`meshplan demo\` starts two embedded clusters, plans, applies and plans again, twice over. The other rows
are commands on two embedded clusters that \`meshplan sandbox\` keeps in another process, new for every round. Rendered by the
built-in outline. Embedded controllers answer within 40 ms a step, so this is no measure of a real apply.`,
  onRig: false,
  run: () => withDesk(measure),
};

async function measure(desk: Desk): Promise<readonly Finding[]> {
  const steps = new Map(STEPS.map((name) => [name, Array.of<number>()]));
  const sandbox = [MESHPLAN, "sandbox", "mesh.yaml", "--", process.execPath, BENCH, "steps"];
  const [demo] = await alternate(
    [
      {
        name: "meshplan demo",
        run: () => Promise.resolve(timed(desk, [MESHPLAN, "demo"]).milliseconds),
      },
      {
        name: "meshplan sandbox mesh.yaml -- plan, apply, plan",
        run() {
          const { milliseconds, stdout } = timed(desk, sandbox);
          for (const [name, time] of stepTimes(stdout)) steps.get(name)?.push(time);
          return Promise.resolve(milliseconds);
        },
      },
    ],
    ROUNDS,
  );
  if (demo === undefined) throw new Error("internal: the demo was not measured");
  const judged = [`<= ${DEMO_LIMIT / 1000} s`, verdict(demo.median, DEMO_LIMIT)];
  const rows = STEPS.map((name) => {
    const { min, median } = summaryOf(steps.get(name)?.slice(ROUNDS.warmUp) ?? []);
    return [name, ms(min), ms(median), "", ""];
  });
  const head = ["command", "min", "median", "target", "verdict"];
  return [{ head, rows: [["`meshplan demo`", ms(demo.min), ms(demo.median), ...judged], ...rows] }];
}

function timed(
  desk: Desk,
  args: readonly string[],
): { readonly milliseconds: number; readonly stdout: string } {
  const { MESHPLAN_ISTIOCTL: _, ...env } = process.env;
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: desk.folder,
    env: { ...env, ...desk.env },
    encoding: "utf8",
  });
  const milliseconds = performance.now() - started;
  if (status !== 0) throw new Error(`${args.join(" ")} failed\n${stderr}${stdout}`);
  return { milliseconds, stdout };
}
