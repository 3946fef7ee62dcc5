/**
 * Whether a text somewhere in a JSON value, or a key, holds half a character: a surrogate without its partner. JSON can write
 * it (`"\ud83d"`), UTF-8 and canonical JSON cannot, so it is refused where it comes in.
 */
export function hasHalfCharacter(value: unknown): boolean {
  // A stack and no recursion: nobody has bounded the depth yet.
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === "string") {
      if (HALF.test(next)) return true;
    } else if (Array.isArray(next)) {
      for (const item of next as readonly unknown[]) left.push(item);
    } else if (typeof next === "object" && next !== null) {
      for (const [key, item] of Object.entries(next)) left.push(key, item);
    }
  }
  return false;
}

/** Where a pair is whole, the `u` flag reads it as one character, which is no surrogate. */
const HALF = /\p{Surrogate}/u;
