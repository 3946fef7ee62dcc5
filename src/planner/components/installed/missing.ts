import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { type ObjectRef, refText } from "../../../kube/object.ts";
import type { CheckContext } from "./check-context.ts";

/** MP0555: a component that others deliver is not there. `choices`: any of these would do. */
export function missing(
  { cluster: { name } }: CheckContext,
  component: string,
  choices: readonly ObjectRef[],
): Diagnostic {
  const texts = choices.map(refText);
  const [object] = choices;
  return {
    code: "MP0555",
    message: `there is no ${texts.join(" or ")} in ${name}, although others deliver its ${component}`,
    help: `install it, or let meshplan do it: clusters.${name}.delivery.${component}: apply`,
    cluster: name,
    ...(object === undefined ? {} : { object }),
  };
}
