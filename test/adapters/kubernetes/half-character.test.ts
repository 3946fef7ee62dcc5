import { expect, test } from "vitest";
import { jsonOf } from "../../../src/adapters/kubernetes/api-status.ts";
import { parseYaml } from "../../../src/adapters/host/yaml.ts";

const HALF = ["\\ud800", "\\uDFFF x", "\\ude00\\ud83d"];

test.each(HALF)("an answer that holds half a character, as %s, is no JSON", (escape) => {
  for (const text of [`{"a":["${escape}"]}`, `{"${escape}":1}`])
    expect(jsonOf(Buffer.from(text))).toBeUndefined();
});

test.each(HALF)("what a renderer prints with half a character, as %s, is no YAML", (escape) => {
  for (const text of [`a: ["${escape}"]`, `{"a":"${escape}"}`, `a: 1\n---\n"${escape}": 1`])
    expect(parseYaml(text)).toBeUndefined();
});

test("whole characters are read, escaped or not", () => {
  const text = `{"a":"\\ud83d\\ude00 \u{1F600} \\\\ud800"}`;
  const value = { a: "\u{1F600} \u{1F600} \\ud800" };
  expect(jsonOf(Buffer.from(text))).toEqual(value);
  expect(parseYaml(text)).toEqual([value]);
});
