import { LIMITS } from "./limits.ts";

/**
 * Why a value that a parser took for JSON is none that everybody reads alike, as the end of a sentence; undefined: it is one.
 * Every door asks this of what comes in, so that nobody behind it runs out of stack, or holds what cannot be written again:
 *
 * - it is nested deeper than anything of Kubernetes or meshplan,
 * - a text or a key holds half a character, a surrogate without its partner: JSON can write it (`"\ud83d"`), UTF-8 cannot,
 * - a number is none: `1e999` of JSON, `.inf` and `.nan` of YAML.
 */
export function jsonFault(root: unknown): string | undefined {
  // Level by level, and no recursion: nobody has bounded the depth yet.
  let level: readonly unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > LIMITS.nesting.most) return `it nests more than ${LIMITS.nesting.most} levels deep`;
    const next: unknown[] = [];
    for (const value of level) {
      const fault = scalarFault(value);
      if (fault !== undefined) return fault;
      if (typeof value !== "object" || value === null) continue;
      if (!Array.isArray(value) && Object.keys(value).some(isHalf)) return HALF_TEXT;
      for (const member of Object.values(value)) next.push(member);
    }
    level = next;
  }
  return undefined;
}

/** The same of a value that holds no other. */
export function scalarFault(value: unknown): string | undefined {
  if (typeof value === "string") return isHalf(value) ? HALF_TEXT : undefined;
  const isNone = typeof value === "number" && !Number.isFinite(value);
  return isNone ? "a number in it is no finite one" : undefined;
}

const HALF_TEXT = "a text in it ends within a character";

/** Where a pair is whole, the `u` flag reads it as one character, which is no surrogate. */
function isHalf(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}
