import { type ObjectRef, refText } from "../kube/object.ts";
import type { Action, ActionId } from "../planner/action.ts";

/** The name of one change of a plan, for the sets and maps that accompany the plan. */
export function changeKey(action: ActionId, object: ObjectRef): string {
  return `${action} ${refText(object)}`;
}

/** The changes that an action still has to send. */
export function pendingChanges(
  action: Action,
  done: ReadonlySet<string>,
): readonly Action["changes"][number][] {
  return action.changes.filter(
    (change) => change.verb !== "none" && !done.has(changeKey(action.id, change.object)),
  );
}
