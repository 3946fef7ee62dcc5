import { graphText } from "../../report/graph.ts";
import { planView } from "../../report/plan-view.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { loadInput, planFrom } from "../load-input.ts";
import type { Output } from "../output.ts";
import type { ClusterFlags } from "../program.ts";
import { VERSION } from "../version.ts";
import { allPorts } from "../wire.ts";

/** `meshplan graph`: the actions of a plan and what each needs. */
export async function graph(path: string, flags: ClusterFlags, output: Output): Promise<ExitCode> {
  const ports = await allPorts(flags);
  try {
    const input = await loadInput(ports.files, path, output);
    if (input.kind === "refused") return EXIT.failed;
    const plan = await planFrom(
      ports,
      input,
      { allowUnreachable: false, contexts: flags.context },
      output,
    );
    if (plan === undefined) return EXIT.failed;
    await output.print(graphText(planView(plan, VERSION)));
    return EXIT.done;
  } finally {
    ports.clusters.close();
  }
}
