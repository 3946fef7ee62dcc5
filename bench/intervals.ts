/** A stretch of time, in milliseconds since the epoch. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** How much of `whole` no part covers. Parts may overlap and reach over its ends. */
export function uncovered(whole: Interval, parts: readonly Interval[]): number {
  let free = 0;
  let covered = whole.from;
  for (const { from, to } of [...parts].sort((a, b) => a.from - b.from)) {
    if (from > covered) free += Math.min(from, whole.to) - covered;
    covered = Math.max(covered, Math.min(to, whole.to));
    if (covered >= whole.to) return free;
  }
  return free + Math.max(0, whole.to - covered);
}
