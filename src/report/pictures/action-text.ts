import { actionCounts } from "../action-counts.ts";
import type { ActionView, ChangeView } from "../view.ts";
import { type Mark, worstMark } from "./drawing.ts";

/** What an action does, in words for a box. */
export function actionText(action: ActionView): readonly string[] {
  const counts = actionCounts([action]);
  return [counts, ...(action.risk === "none" ? [] : [action.risk])].filter((line) => line !== "");
}

const MARK_OF: Readonly<Record<ChangeView["verb"], Mark>> = {
  create: "add",
  update: "change",
  delete: "destroy",
  replace: "destroy",
  "take-over": "change",
  adopt: "change",
  none: "none",
};

export function markOf(actions: readonly ActionView[]): Mark {
  return worstMark(
    actions.flatMap(({ changes, delivery }) => [
      ...changes.map(({ verb }) => MARK_OF[verb]),
      ...((delivery?.pending.length ?? 0) > 0 ? ["change" as const] : []),
    ]),
  );
}

/** Whether it writes something, or others write for it. */
export function hasOwnChanges(action: ActionView): boolean {
  return markOf([action]) !== "none";
}
