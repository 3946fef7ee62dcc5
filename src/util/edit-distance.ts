import damerauLevenshtein from "damerau-levenshtein";

/**
 * How many letters must be inserted, removed, replaced or swapped with their neighbour to turn one word into the other
 * (Damerau-Levenshtein, optimal string alignment); `limit + 1` where it is more than `limit`. The package has a limit of its own,
 * which may not be less than the length of a word.
 */
export function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) > limit) return limit + 1;
  return Math.min(damerauLevenshtein(from, to).steps, limit + 1);
}
