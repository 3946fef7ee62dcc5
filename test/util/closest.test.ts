import { describe, expect, test } from "vitest";
import { closest } from "../../src/util/closest.ts";

describe("the word somebody meant", () => {
  test("two letters in the wrong order are one slip, also in a word of four", () => {
    expect(closest("esat", ["east", "west"])).toBe("east");
  });
  test("a word in which half the letters are wrong is another word", () => {
    expect(closest("esta", ["east"])).toBeUndefined();
    expect(closest("eu", ["us"])).toBeUndefined();
  });
  test("capital letters count as equal, and the fewest slips win", () => {
    expect(closest("CLUSTER-1", ["cluster-12", "cluster-1"])).toBe("cluster-1");
  });
  test("of words with as many slips the one with fewer other capital letters wins", () => {
    expect(closest("cluster9", ["Cluster3", "cluster1"])).toBe("cluster1");
  });
});
