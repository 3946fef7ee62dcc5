import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonMap } from "../../../src/kube/object.ts";
import { draftOf } from "../../../src/embedded/kube/json-draft.ts";

const KEYS = fc.constantFrom("a", "b", "__proto__", "constructor", "0");
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, 0, "text"),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("map"),
  ),
  map: fc.array(fc.tuple(KEYS, tie("value")), { maxLength: 3 }).map(Object.fromEntries),
})).map;

test("a draft is equal to what it was made of, and shares nothing with it", () => {
  fc.assert(
    fc.property(json, (made) => {
      const value = made as JsonMap;
      const before = JSON.stringify(value);
      const draft = draftOf(value);
      expect(JSON.stringify(draft)).toBe(before);
      expect(Object.getPrototypeOf(draft)).toBe(Object.prototype);
      spoil(draft);
      expect(JSON.stringify(value)).toBe(before);
    }),
  );
});

/** Empties every map and list, from the inside. */
function spoil(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value)) {
    spoil(Object.getOwnPropertyDescriptor(value, key)?.value);
    Reflect.deleteProperty(value, key);
  }
}
