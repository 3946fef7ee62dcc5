import fc from "fast-check";
import { expect, test } from "vitest";
import { type TypedLine, typeInto } from "../../src/ui/keys.ts";

const plain = { ctrl: false, return: false, backspace: false, delete: false };
const START: TypedLine = { text: "" };

test("typing gives the same line however the keys are cut into chunks", () => {
  const keys = fc.array(fc.constantFrom("y", "e", "s", "\u007f", "\r", "\u0003", "ä"), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(keys, fc.array(fc.nat(11)), (typed, cuts) => {
      const text = typed.join("");
      const edges = [...new Set([0, ...cuts.filter((cut) => cut < text.length), text.length])];
      const chunks = edges
        .sort((a, b) => a - b)
        .map((edge, index, all) => text.slice(edge, all[index + 1]));
      const whole = typeInto(START, text, plain);
      expect(chunks.reduce((line, chunk) => typeInto(line, chunk, plain), START)).toEqual(whole);
    }),
  );
});
