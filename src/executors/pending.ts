import { type ObjectRef, refText } from "../kube/object.ts";
import type { Action, ActionId } from "../planner/action.ts";

/** The name of one change of a plan, for sets that travel beside it. */
export function changeKey(action: ActionId, object: ObjectRef): string {
  return `${action} ${refText(object)}`;
}

/** The changes an action has still to send. */
export function pendingChanges(
  action: Action,
  done: ReadonlySet<string>,
): readonly Action["changes"][number][] {
  return action.changes.filter(
    (change) => change.verb !== "none" && !done.has(changeKey(action.id, change.object)),
  );
}
