import type { PlanView } from "../report/view.ts";
import { planView } from "../report/plan-view.ts";
import type { Printable } from "../util/printable-text.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { loadInput } from "./load-input.ts";
import { planFrom } from "./plan-from.ts";
import type { Output } from "./output.ts";
import type { ViewFlags } from "./flags.ts";
import { VERSION } from "./version.ts";
import { allPorts } from "./wire.ts";

/**
 * Makes a plan (with `--offline`, one for empty clusters) or reads a saved one, prints `text` of it, closes all
 * connections.
 */
export async function printAboutPlan(
  path: string,
  flags: ViewFlags,
  output: Output,
  text: (view: PlanView) => Printable | Promise<Printable>,
): Promise<ExitCode> {
  const ports = await allPorts(flags, output);
  try {
    const input = await loadInput(ports.files, path, output, flags);
    if (input.kind === "refused") return EXIT.failed;
    const { context: contexts, offline = false, readOnly = false } = flags;
    const options = { allowUnreachable: false, contexts, offline, readOnly };
    const made = await planFrom(ports, input, options, output);
    if (made === undefined) return EXIT.failed;
    await output.print(await text(planView(made.plan, VERSION)));
    return EXIT.done;
  } finally {
    ports.clusters.close();
  }
}
