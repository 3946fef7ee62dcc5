import { expect, test } from "vitest";
import { isUrl } from "../../src/util/is-url.ts";

test.each([
  ["https://10.0.0.1:6443", true],
  ["https://b\u00fccher.example", true],
  ["https://b\u4e00.example", true],
  ["b\u00fccher.example", false],
  ["https://", false],
])("%s is a URL: %s, however often it is asked", (text, expected) => {
  for (let asked = 0; asked < 20_000; asked += 1)
    if (isUrl(text) !== expected) expect.fail(`${String(!expected)} after ${String(asked)} times`);
  expect(isUrl(text)).toBe(expected);
});
