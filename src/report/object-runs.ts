import { type FieldLine, fieldLines, type FieldOptions } from "./field-lines.ts";
import type { ChangeView } from "./view.ts";

/**
 * The changes of one action as a reviewer reads them. Neighbours of one kind that are created or adopted are one run; so are
 * updates, wherever they are, that change the same fields in the same way. A change to be reviewed is never part of a run.
 */
export function objectRuns(
  changes: readonly ChangeView[],
  options: FieldOptions,
  isRisky: (change: ChangeView) => boolean,
): readonly (readonly ChangeView[])[] {
  const out: ChangeView[][] = [];
  const updates = new Map<string, ChangeView[]>();
  for (const change of changes) {
    const latest = out.at(-1)?.some(isRisky) === true ? undefined : out.at(-1);
    const run = isRisky(change) ? [] : runFor(change, latest, updates, options);
    if (run.length === 0) out.push(run);
    run.push(change);
  }
  return out;
}

/** The place of a change: in the run before it, among similar updates, or in a new run. */
function runFor(
  change: ChangeView,
  latest: ChangeView[] | undefined,
  updates: Map<string, ChangeView[]>,
  options: FieldOptions,
): ChangeView[] {
  const before = latest?.at(-1);
  if (latest !== undefined && before !== undefined && isNeighbour(before, change)) return latest;
  if (change.verb !== "update" || options.full) return [];
  const key = JSON.stringify([change.previewed, change.cause, changedLines(change, options)]);
  const alike = updates.get(key) ?? [];
  updates.set(key, alike);
  return alike;
}

function isNeighbour(before: ChangeView, change: ChangeView): boolean {
  return (
    (change.verb === "create" || change.verb === "adopt") &&
    before.verb === change.verb &&
    before.object.kind === change.object.kind &&
    before.previewed === change.previewed &&
    before.left_alone.length + change.left_alone.length === 0
  );
}

/** The changed fields of an object and those left alone, hidden ones with them, without the number of unchanged ones. */
export function changedLines(change: ChangeView, options: FieldOptions): readonly FieldLine[] {
  return fieldLines(change, options).filter(
    ({ symbol, whole }) => symbol !== "#" || whole !== undefined,
  );
}
