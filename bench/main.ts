import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCostSteps } from "./cost-steps.ts";
import { runSteps } from "./embedded-steps.ts";
import { circumstances, loadNow, MOST_LOAD, rigTrouble } from "./machine.ts";
import { measureApply } from "./measured-apply.ts";
import { pageWith, sectionText } from "./page.ts";
import { type Part, PART_NAMES, type PartName } from "./part.ts";
import { apply } from "./parts/apply.ts";
import { cost } from "./parts/cost.ts";
import { embedded } from "./parts/embedded.ts";
import { own } from "./parts/own.ts";
import { plan } from "./parts/plan.ts";
import { scale } from "./parts/scale.ts";
import { start } from "./parts/start.ts";
import { CHECKOUT } from "./product.ts";
import { say } from "./say.ts";
import { runScaleSteps } from "./scale-steps.ts";

const PARTS: { readonly [N in PartName]: Part } = {
  start,
  plan,
  apply,
  own,
  embedded,
  scale,
  cost,
};
const PAGE = join(CHECKOUT, "docs/benchmarks.md");

/** What runs in a process of its own, started by a part. */
const INSIDE: { readonly [name: string]: () => void | Promise<void> } = {
  "apply-cost": measureApply,
  "cost-steps": runCostSteps,
  "scale-steps": runScaleSteps,
  steps: runSteps,
};

async function main(args: readonly string[]): Promise<number> {
  const inside = INSIDE[args[0] ?? ""];
  if (inside !== undefined) {
    await inside();
    return 0;
  }
  const unknown = args.filter((arg) => !PART_NAMES.some((name) => name === arg));
  if (unknown.length > 0) {
    say(`nothing is called ${unknown.join(", ")}; usage: npm run bench [-- PART...]`);
    say(`parts: ${PART_NAMES.join(", ")}; without a name all of them`);
    return 64;
  }
  process.on("SIGINT", () => undefined); // the contenders get it and end; then the rigs still have to go
  const chosen = PART_NAMES.filter((name) => args.length === 0 || args.includes(name));
  const skipped = await measureAll(chosen);
  return args.length > 0 && skipped > 0 ? 1 : 0;
}

/** Measures part after part and writes the page after each, so that an interrupted run keeps what it has. */
async function measureAll(names: readonly PartName[]): Promise<number> {
  const load = loadNow(); // of others: later our own comes on top
  say(`load ${load.toFixed(1)}`);
  if (load > MOST_LOAD) say("warning: the machine is busy; times of a busy machine mislead");
  const trouble = names.some((name) => PARTS[name].onRig) ? await rigTrouble() : [];
  let skipped = 0;
  for (const name of names) {
    if (PARTS[name].onRig && trouble.length > 0) {
      say(`skipped: ${name}: ${trouble.join("; ")}`);
      skipped += 1;
      continue;
    }
    const text = await measure(name, PARTS[name], load);
    const page = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "";
    writeFileSync(PAGE, pageWith(page, new Map([[name, text]])));
    process.stdout.write(`\n${text}\n\n`);
  }
  return skipped;
}

async function measure(name: PartName, part: Part, load: number): Promise<string> {
  say(`${name}: ${part.title}`);
  const { title, method } = part;
  const findings = await part.run();
  return sectionText({ title, circumstances: await circumstances(load), method, findings });
}

/** Ends the process even where a connection is still open, after what was printed has left. */
function end(code: number): void {
  process.stdout.write("", () => process.exit(code));
}

main(process.argv.slice(2)).then(end, (cause: unknown) => {
  say(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
  end(1);
});
