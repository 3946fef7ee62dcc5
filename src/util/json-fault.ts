import { LIMITS } from "./limits.ts";

/**
 * Why not every reader reads a parsed value alike as JSON, as the end of a sentence; undefined: every reader does. All input is
 * checked with this, so that no code behind it runs out of stack, or holds a value that cannot be written again:
 *
 * - it is nested deeper than anything in Kubernetes or meshplan,
 * - a text or a key holds half a character, a surrogate without its partner: JSON can write it (`"\ud83d"`), UTF-8 cannot,
 * - a number is not one: `1e999` in JSON, `.inf` and `.nan` in YAML.
 */
export function jsonFault(root: unknown): string | undefined {
  return faultBelow(root, 0);
}

/** The limit also bounds the recursion. */
function faultBelow(value: unknown, depth: number): string | undefined {
  if (depth > LIMITS.nesting.most) return `it nests more than ${LIMITS.nesting.most} levels deep`;
  if (typeof value !== "object" || value === null) return scalarFault(value);
  if (Array.isArray(value)) {
    for (const item of value) {
      const fault = faultBelow(item, depth + 1);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
  for (const [key, item] of Object.entries(value)) {
    const fault = isHalf(key) ? HALF_TEXT : faultBelow(item, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** The fault of a value that holds no other values. */
export function scalarFault(value: unknown): string | undefined {
  if (typeof value === "string") return isHalf(value) ? HALF_TEXT : undefined;
  const isNone = typeof value === "number" && !Number.isFinite(value);
  return isNone ? "a number in it is no finite one" : undefined;
}

const HALF_TEXT = "a text in it ends within a character";

function isHalf(text: string): boolean {
  return !text.isWellFormed();
}
