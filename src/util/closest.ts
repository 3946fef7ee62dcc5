import { editDistance } from "./edit-distance.ts";

/**
 * The word a person most likely meant: at most two letters away and not a different word altogether (fewer letters
 * wrong than right). Undefined where nothing is close. Capital letters count as equal, unless two words are as close.
 */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > 100) return undefined;
  const ranked = candidates
    .map((candidate) => ({
      candidate,
      distance: editDistance(word.toLowerCase(), candidate.toLowerCase(), 2),
    }))
    .filter(
      ({ candidate, distance }) =>
        distance <= 2 && distance * 2 < Math.max(word.length, candidate.length),
    )
    .map((one) => ({ ...one, exact: editDistance(word, one.candidate, word.length) }))
    .sort(
      (a, b) =>
        a.distance - b.distance || a.exact - b.exact || (a.candidate < b.candidate ? -1 : 1),
    );
  return ranked[0]?.candidate;
}
