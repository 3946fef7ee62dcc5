import { refuseDestination } from "../../adapters/host/write-file.ts";
import { encodePlan } from "../../planner/plan-file.ts";
import { planView } from "../../report/plan-view.ts";
import { commitOption } from "../commit.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { refusePage, writePage } from "../html-page.ts";
import { isSettled } from "../has-changes.ts";
import { loadInput } from "../load-input.ts";
import { planFrom } from "../plan-from.ts";
import type { Output } from "../output.ts";
import type { PlanFlags } from "../flags.ts";
import { refuseSink } from "../refuse-sink.ts";
import { selection } from "../selection.ts";
import { isTooRisky } from "../too-risky.ts";
import { UsageError } from "../usage-error.ts";
import { VERSION } from "../version.ts";
import { allPorts } from "../wire.ts";
import { commandLine } from "../../util/command-line.ts";

/** `meshplan plan`: reads the clusters, prints and saves the plan. Writes to no cluster. */
export async function plan(path: string, flags: PlanFlags, output: Output): Promise<ExitCode> {
  const printed = "without --out the plan is printed: --format json";
  refuseSink({ flag: "--out", path: flags.out, printed }, path);
  if (flags.out !== undefined) await refuseDestination(flags.out);
  await refusePage(flags, path);
  const ports = await allPorts(flags, output);
  try {
    const input = await loadInput(ports.files, path, output, flags);
    if (input.kind === "refused") return EXIT.failed;
    if (input.kind === "plan")
      throw new UsageError(
        `${path} is a saved plan`,
        "meshplan show prints it; plan takes a mesh file",
      );
    const options = {
      allowUnreachable: flags.allowUnreachable ?? false,
      readOnly: flags.readOnly ?? false,
      contexts: flags.context,
      isPrinted: true,
    };
    const made = await planFrom(ports, input, options, output);
    if (made === undefined) return EXIT.failed;
    const { plan: planned, warnings } = made;
    const view = planView(planned, VERSION);
    const time = new Date(ports.clock.now()).toISOString();
    if (flags.out !== undefined)
      await ports.files.writePrivate(flags.out, encodePlan(planned, { version: VERSION, time }));
    const how = {
      color: output.color,
      full: flags.full ?? false,
      width: output.width,
      printed: time,
      ...commitOption(process.env),
      ...(flags.maxBytes === undefined ? {} : { maxBytes: flags.maxBytes }),
      ...(warnings === undefined ? {} : { warnings }),
      next: commandLine`meshplan apply ${flags.out ?? path} ${selection("apply", flags)}`,
    };
    await writePage(flags, view, how, ports.files);
    await output.print(await flags.print(view, how));
    if (output.lost) return EXIT.failed;
    if (isTooRisky(view, flags)) return EXIT.risky;
    return flags.detailedExitcode === true && !isSettled(planned) ? EXIT.changes : EXIT.done;
  } finally {
    ports.clusters.close();
  }
}
