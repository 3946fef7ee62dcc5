import { CONTESTED_LOOK, OTHERS_LOOK, UNREAD_LOOK, VERB_LOOK } from "./theme.ts";
import type { ActionView } from "./view.ts";

/** `+34 ~1`: objects by the symbol of what happens to them; empty where nothing happens. */
export function actionCounts(actions: readonly ActionView[]): string {
  const counts = new Map<string, number>();
  const add = (symbol: string, count = 1): void => {
    if (count > 0) counts.set(symbol, (counts.get(symbol) ?? 0) + count);
  };
  for (const { changes, delivery, unread = [] } of actions) {
    for (const { verb } of changes) if (verb !== "none") add(VERB_LOOK[verb].symbol);
    for (const { left_alone } of changes) add(CONTESTED_LOOK.symbol, left_alone.length);
    add(OTHERS_LOOK.symbol, delivery?.pending.length ?? 0);
    add(UNREAD_LOOK.symbol, unread.length);
  }
  return [...counts].map(([symbol, count]) => `${symbol}${String(count)}`).join(" ");
}
