import { planView } from "../../report/plan-view.ts";
import { systemClock } from "../../adapters/host/clock.ts";
import { commitOption } from "../commit.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { refusePage, writePage } from "../html-page.ts";
import { loadInput } from "../load-input.ts";
import type { Output } from "../output.ts";
import type { PlanFlags } from "../flags.ts";
import { selection } from "../selection.ts";
import { isTooRisky } from "../too-risky.ts";
import { UsageError } from "../usage-error.ts";
import { VERSION } from "../version.ts";
import { withContexts } from "../with-contexts.ts";
import { filePorts } from "../wire.ts";
import { commandLine } from "../../util/command-line.ts";

/** `meshplan show P`: a saved plan, as text, Markdown or JSON; no cluster is asked. */
export async function show(path: string, flags: PlanFlags, output: Output): Promise<ExitCode> {
  await refusePage(flags, path);
  const { files } = filePorts();
  const input = await loadInput(files, path, output, { expects: "plan" });
  if (input.kind === "refused") return EXIT.failed;
  if (input.kind === "mesh")
    throw new UsageError(
      `${path} is a mesh file, not a saved plan`,
      commandLine`meshplan plan ${path} ${selection("plan", flags)}`,
    );
  const view = planView(withContexts(input.plan, flags.context, "plan"), VERSION);
  const how = {
    color: output.color,
    full: flags.full ?? false,
    width: output.width,
    made: input.created,
    printed: new Date(systemClock().now()).toISOString(),
    ...commitOption(process.env),
    ...(flags.maxBytes === undefined ? {} : { maxBytes: flags.maxBytes }),
    next: commandLine`meshplan apply ${path} ${selection("apply", flags)}`,
  };
  await writePage(flags, view, how, files);
  await output.print(await flags.print(view, how));
  return isTooRisky(view, flags) ? EXIT.risky : EXIT.done;
}
