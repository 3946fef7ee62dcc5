import { explainAction, explainCode } from "../../report/explain.ts";
import type { PlanView } from "../../report/view.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import type { ClusterFlags } from "../program.ts";
import { UsageError } from "../usage-error.ts";
import { printAboutPlan } from "../with-plan.ts";

/** `meshplan explain CODE` or `meshplan explain ACTION [FILE or P]`. */
export async function explain(
  topic: string,
  path: string,
  flags: ClusterFlags,
  output: Output,
): Promise<ExitCode> {
  if (!/^MP\d+$/i.test(topic)) {
    return await printAboutPlan(path, flags, output, (view) => aboutAction(view, topic));
  }
  const text = explainCode(topic.toUpperCase());
  if (text === undefined)
    throw new UsageError(`there is no code ${topic}`, "docs/diagnostics.md lists all codes");
  await output.print(text);
  return EXIT.done;
}

function aboutAction(view: PlanView, id: string): string {
  const text = explainAction(view, id);
  if (text !== undefined) return text;
  const ids = view.actions.map((action) => action.id).join(", ");
  throw new UsageError(`the plan has no action ${id}`, `its actions are ${ids}`);
}
