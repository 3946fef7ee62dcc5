import fc from "fast-check";
import { expect, test } from "vitest";
import { memoByText } from "../../src/util/memo-by-text.ts";

test("what was asked for last is computed once, and nothing else is kept", () => {
  const asks = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 30 });
  fc.assert(
    fc.property(asks, fc.integer({ min: 1, max: 4 }), (texts, most) => {
      const computed: string[] = [];
      const memo = memoByText((text) => {
        computed.push(text);
        return text.toUpperCase();
      }, most);
      const expected: string[] = [];
      let last: readonly string[] = [];
      for (const text of texts) {
        if (!last.includes(text)) expected.push(text);
        last = [...last.filter((one) => one !== text), text].slice(-most);
        expect(memo(text)).toBe(text.toUpperCase());
      }
      expect(computed).toEqual(expected);
    }),
  );
});

test("a text that cannot be computed throws each time", () => {
  const memo = memoByText((text) => JSON.parse(text) as unknown, 1);
  expect(() => memo("{")).toThrow(SyntaxError);
  expect(() => memo("{")).toThrow(SyntaxError);
  expect(memo("null")).toBeNull();
});
