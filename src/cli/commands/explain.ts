import { explainAction, explainCode } from "../../report/explain.ts";
import { planView } from "../../report/plan-view.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { loadInput, planFrom } from "../load-input.ts";
import type { Output } from "../output.ts";
import type { ClusterFlags } from "../program.ts";
import { UsageError } from "../usage-error.ts";
import { VERSION } from "../version.ts";
import { allPorts } from "../wire.ts";

/** `meshplan explain CODE` or `meshplan explain ACTION [FILE or P]`. */
export async function explain(
  topic: string,
  path: string,
  flags: ClusterFlags,
  output: Output,
): Promise<ExitCode> {
  if (/^MP\d+$/i.test(topic)) {
    const text = explainCode(topic.toUpperCase());
    if (text === undefined)
      throw new UsageError(`there is no code ${topic}`, "docs/diagnostics.md lists all codes");
    await output.print(text);
    return EXIT.done;
  }
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
    const text = explainAction(planView(plan, VERSION), topic);
    if (text === undefined) {
      const ids = plan.actions.map((action) => action.id).join(", ");
      throw new UsageError(`the plan has no action ${topic}`, `its actions are ${ids}`);
    }
    await output.print(text);
    return EXIT.done;
  } finally {
    ports.clusters.close();
  }
}
