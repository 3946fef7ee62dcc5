import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Installed } from "../../installed.ts";
import type { CheckContext } from "./check-context.ts";
import { deliveredByOthers } from "./delivered-by-others.ts";
import { checkExpected } from "./expected.ts";

/** Whether what others deliver into a cluster is what the mesh needs; everything that is not, with what to ask for. */
export function checkInstalled(context: CheckContext, installed: Installed): readonly Diagnostic[] {
  return deliveredByOthers(context).flatMap((component) => {
    // What may not be read is reported as a missing right, and nothing is concluded from it.
    if (installed[component.name] === undefined) return [];
    return [
      ...checkExpected(context, component, installed),
      ...(component.delivery?.check?.(context, installed) ?? []),
    ];
  });
}
