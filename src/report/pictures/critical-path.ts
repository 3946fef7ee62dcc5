import { hasOwnChanges } from "./action-text.ts";
import type { ActionView } from "../view.ts";

/**
 * The actions on the longest chain of needs, counted in actions that write something; in the order in which they run. It is what
 * an apply takes at least, whatever runs beside it. Of chains of equal length the first one in the order of the plan; empty
 * where nothing is written.
 */
export function criticalPath(actions: readonly ActionView[]): readonly string[] {
  const best = new Map<string, { readonly length: number; readonly before: string | undefined }>();
  let end: { readonly id: string; readonly length: number } = { id: "", length: 0 };
  for (const action of actions) {
    const own = hasOwnChanges(action) ? 1 : 0;
    let [length, before] = [own, undefined as string | undefined];
    for (const { id } of action.needs) {
      const chain = best.get(id)?.length ?? 0;
      if (chain > 0 && chain + own > length) [length, before] = [chain + own, id];
    }
    best.set(action.id, { length, before });
    if (length > end.length) end = { id: action.id, length };
  }
  const path: string[] = [];
  for (
    let id: string | undefined = end.id;
    id !== undefined && id !== "";
    id = best.get(id)?.before
  )
    path.unshift(id);
  return path;
}
