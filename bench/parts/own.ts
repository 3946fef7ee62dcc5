import { at, listAt, parseJson, textAt } from "../../rig/json.ts";
import type { Json } from "../../src/kube/object.ts";
import { contenderVersions } from "../machine.ts";
import { ms, seconds, verdict } from "../numbers.ts";
import type { Finding, Part } from "../part.ts";
import { BENCH, nodeIn, withDesk, withRig } from "../product.ts";
import { say } from "../say.ts";
import { summaryOf } from "../stats.ts";

const ROUNDS = 2;
const LIMIT = 50;

export const own: Part = {
  title: "Own time in apply",
  method: `First applies of the seed on new, empty, real clusters by meshplan's own engine and transport, in a process that notes when each
write leaves and when its answer is there; ${ROUNDS} rounds. **Own time of an action**: its time from start to finish, minus the time in
which at least one of its writes was on its way or one of its waits was open. A write is on its way from the call to its
answer: that includes JSON, the limit of ten in flight a cluster and TLS, so processor time stands beside it as the upper
bound: everything the process computes during the run, in all threads, for requests and waits too, divided by the number
of actions. The clock counts whole milliseconds.`,
  onRig: true,
  async run() {
    const costs: Json[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      costs.push(await costOnce());
      say(`  ${round + 1}/${ROUNDS}  applied in ${seconds(numberAt(costs.at(-1), "wall"))}`);
    }
    return [...report(costs), await contenderVersions()];
  },
};

function costOnce(): Promise<Json> {
  return withRig((rig) =>
    withDesk(async (desk) => parseJson((await nodeIn(rig, desk, [BENCH, "apply-cost"])).stdout)),
  );
}

function report(costs: readonly Json[]): readonly Finding[] {
  const columns = costs.map((cost) => {
    const actions = listAt(cost, "actions");
    const times = summaryOf(actions.map((action) => numberAt(action, "own")));
    const run = numberAt(cost, "cpu", "run");
    const before = numberAt(cost, "cpu", "plan") + numberAt(cost, "cpu", "recheck");
    return { cost, count: actions.length, times, perAction: run / actions.length, run, before };
  });
  const cells = (cell: (column: (typeof columns)[number]) => string): readonly string[] =>
    columns.map(cell);
  const row = (
    name: string,
    value: (column: (typeof columns)[number]) => number,
    isJudged: boolean,
  ): readonly string[] => {
    const judged = [`<= ${LIMIT} ms`, verdict(Math.max(...columns.map(value)), LIMIT)];
    const values = cells((column) => ms(value(column)));
    return [name, ...values, ...(isJudged ? judged : ["", ""])];
  };
  const rounds = costs.map((_, index) => `round ${index + 1}`);
  const table = {
    head: ["", ...rounds, "target", "verdict"],
    rows: [
      ["actions", ...cells(({ count }) => String(count)), "", ""],
      ["writes", ...cells(({ cost }) => String(numberAt(cost, "requests"))), "", ""],
      ["the run, wall", ...cells(({ cost }) => seconds(numberAt(cost, "wall"))), "", ""],
      row("own time of an action, median", ({ times }) => times.median, true),
      row("own time of an action, worst", ({ times }) => times.max, true),
      row("processor time of the run, an action", ({ perAction }) => perAction, true),
      row("processor time of the run, whole", ({ run }) => run, false),
      row("processor time of plan and recheck before it", ({ before }) => before, false),
      row("nothing on its way and nothing waited for", ({ cost }) => numberAt(cost, "idle"), false),
    ],
  };
  return [table, `Most own time: ${slowest(costs.at(-1))}.`];
}

/** The three actions of a run with the most own time. */
function slowest(cost: Json | undefined): string {
  return [...listAt(cost, "actions")]
    .sort((a, b) => numberAt(b, "own") - numberAt(a, "own"))
    .slice(0, 3)
    .map((action) => `${textAt(action, "action") ?? ""} ${ms(numberAt(action, "own"))}`)
    .join(", ");
}

function numberAt(value: Json | undefined, ...path: readonly string[]): number {
  const found = at(value, ...path);
  if (typeof found !== "number") throw new Error(`internal: no number at ${path.join(".")}`);
  return found;
}
