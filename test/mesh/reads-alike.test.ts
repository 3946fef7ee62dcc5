import fc from "fast-check";
import { expect, test } from "vitest";
import { readsAlike } from "../../src/mesh/reads-alike.ts";

test.each([
  ["a: b\n? \n", true],
  ["? \n: \n", true],
  ["- \n-\n", true],
  ["a: yes", false],
  ["a: { <<: { b: c } }", false],
])("%j", (text, alike) => {
  expect(readsAlike(text)).toBe(alike);
});

test("law: gives an answer for any text of YAML's signs", () => {
  const signs = fc.constantFrom(
    "a",
    "b",
    ":",
    " ",
    "\n",
    "-",
    "?",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&x ",
    "*x",
  );
  fc.assert(
    fc.property(fc.array(signs, { maxLength: 24 }), (parts) => {
      expect(typeof readsAlike(parts.join(""))).toBe("boolean");
    }),
    { numRuns: 500 },
  );
});
