import { printableLines } from "../util/printable.ts";
import type { Printable } from "../util/printable-text.ts";
import { plural } from "./layout.ts";
import { deliveryText } from "./others-rows.ts";
import { shown } from "./shown.ts";
import type { ActionView, PlanView } from "./view.ts";

/**
 * The actions of a plan as text, in waves: everything in one wave can run at the same time, and needs only what stands
 * above it. Below each action stand its needs with their reasons, and what it waits for.
 */
export function graphText(plan: PlanView): Printable {
  const view = shown(plan);
  const waves = wavesOf(view.actions);
  const lines = waves.flatMap((wave, index) => [
    ...(index === 0 ? [] : [""]),
    index === 0 ? "1. at once" : `${index + 1}. then`,
    ...wave.flatMap(actionLines),
  ]);
  const clusters = plural(view.clusters.length, "cluster");
  const title = `${view.mesh}: ${plural(view.actions.length, "action")} on ${clusters}`;
  return printableLines([title, "", ...lines, ""]);
}

function actionLines(action: ActionView): readonly string[] {
  const changes = action.changes.filter(({ verb }) => verb !== "none").length;
  const none = action.delivery === undefined ? "nothing to write" : deliveryText(action.delivery);
  const unread = action.unread?.length ?? 0;
  const notChecked = unread === 0 ? "" : `, ${plural(unread, "Secret")} not checked`;
  const count = changes === 0 ? none : `${plural(changes, "object")} to write`;
  const edges = [
    ...action.needs.map(({ id, reason }) => `needs ${id}: ${reason}`),
    ...action.waits_for.map((text) => `waits for ${text}`),
  ];
  return [`   ${action.id}  (${count}${notChecked})`, ...edges.map((edge) => `      ${edge}`)];
}

function wavesOf(actions: readonly ActionView[]): readonly (readonly ActionView[])[] {
  const depth = new Map<string, number>();
  const waves: ActionView[][] = [];
  for (const action of actions) {
    const level = Math.max(0, ...action.needs.map(({ id }) => (depth.get(id) ?? -1) + 1));
    depth.set(action.id, level);
    (waves[level] ??= []).push(action);
  }
  return waves;
}
