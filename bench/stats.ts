/** What is reported of the times of one contender, in milliseconds. */
export interface Summary {
  readonly rounds: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** Sums up at least one time. */
export function summaryOf(times: readonly number[]): Summary {
  const sorted = [...times].sort((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) throw new Error("internal: nothing was measured");
  return { rounds: sorted.length, min, median: medianOf(sorted), max };
}

/** Of sorted numbers; the mean of the two in the middle where their count is even. */
function medianOf(sorted: readonly number[]): number {
  const upper = Math.floor(sorted.length / 2);
  const lower = Math.floor((sorted.length - 1) / 2);
  return ((sorted[lower] ?? 0) + (sorted[upper] ?? 0)) / 2;
}
