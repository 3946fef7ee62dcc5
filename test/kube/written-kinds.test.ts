import { expect, test } from "vitest";
import { kindInfo } from "../../src/kube/kinds.ts";
import { WRITTEN_KINDS } from "../../src/kube/written-kinds.ts";

test("every written kind is one whose address is known, and is named once", () => {
  const keys = WRITTEN_KINDS.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
  expect(WRITTEN_KINDS.filter(({ apiVersion, kind }) => !kindInfo(apiVersion, kind))).toEqual([]);
  expect(new Set(keys).size).toBe(keys.length);
});
