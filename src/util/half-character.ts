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

/** The same for a value that was read from a text of JSON or YAML in UTF-8, where only an escape can say it: most have none. */
export function readsHalfCharacter(text: string, value: unknown): boolean {
  return /\\[uU](?:0000)?[dD][89a-fA-F]/.test(text) && hasHalfCharacter(value);
}

/** Where a pair is whole, the `u` flag reads it as one character, which is no surrogate. */
const HALF = /\p{Surrogate}/u;
