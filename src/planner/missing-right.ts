import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ObjectRef } from "../kube/object.ts";
import type { ClusterName } from "../mesh/model.ts";

/** MP0503: collected rather than thrown, so that all rights can be asked for once. */
export function missingRight(
  cluster: ClusterName,
  message: string,
  object?: ObjectRef,
): Diagnostic {
  return {
    code: "MP0503",
    message,
    help: askForRight(cluster),
    cluster,
    ...(object === undefined ? {} : { object }),
  };
}

/** What to do without one. */
export function askForRight(cluster: string): string {
  return `ask for the right in ${cluster} (meshplan rbac prints the roles), or use another context`;
}
