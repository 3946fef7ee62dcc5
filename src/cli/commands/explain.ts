import { explainAction, explainCode, explainTopics } from "../../report/explain.ts";
import type { PlanView } from "../../report/view.ts";
import type { Printable } from "../../util/printable-text.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import type { ViewFlags } from "../flags.ts";
import { UsageError } from "../usage-error.ts";
import { printAboutPlan } from "../with-plan.ts";

/** `meshplan explain`, `meshplan explain CODE`, `meshplan explain ACTION [FILE or P]` or `meshplan explain CLUSTER/KIND/… [FILE]`. */
export async function explain(
  topic: string | undefined,
  path: string,
  flags: ViewFlags,
  output: Output,
): Promise<ExitCode> {
  if (topic === undefined) {
    await output.print(explainTopics());
    return EXIT.done;
  }
  if (isObjectTopic(topic)) {
    const { explainObject } = await import("./explain-object.ts");
    return await explainObject(topic, path, flags, output);
  }
  if (!/^MP\d+$/i.test(topic)) {
    if (!topic.includes("/"))
      throw new UsageError(
        `${topic === "" ? "nothing" : topic} is no topic`,
        "write a code (MP0401), an action (cluster2/gateway) or an object (cluster2/Deployment/istio-system/istiod)",
      );
    return await printAboutPlan(path, flags, output, (view) => aboutAction(view, topic));
  }
  const text = explainCode(topic.toUpperCase());
  if (text === undefined)
    throw new UsageError(`there is no code ${topic}`, "these are all codes: meshplan explain");
  await output.print(text);
  return EXIT.done;
}

/** `CLUSTER/KIND/NAMESPACE/NAME`, or `CLUSTER/KIND/NAME` for an object without a namespace. Kinds begin with a capital. */
function isObjectTopic(topic: string): boolean {
  return /^[^/]+\/[A-Z][^/]*(\/[^/]+){1,2}$/.test(topic);
}

function aboutAction(view: PlanView, id: string): Printable {
  const text = explainAction(view, id);
  if (text !== undefined) return text;
  const ids = view.actions.map((action) => action.id).join(", ");
  throw new UsageError(`the plan has no action ${id}`, `its actions are ${ids}`);
}
