import { expect, test } from "vitest";
import type { Json } from "../../src/kube/object.ts";
import { fieldLines } from "../../src/report/field-lines.ts";

const rule = (number: number, verbs: readonly string[]): Json => ({
  apiGroups: [`group${String(number)}.example.com`],
  resources: ["things"],
  verbs,
});
const rules = (verbs: readonly string[]): readonly Json[] =>
  Array.from({ length: 12 }, (_, index) => rule(index, index === 7 ? verbs : ["get"]));

function linesOf(path: string, before: Json, after: Json): readonly string[] {
  return fieldLines(
    {
      verb: "update",
      object: { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", name: "x" },
      risk: "none",
      cause: { kind: "file", line: 1 },
      previewed: false,
      fields: [{ path, before, after }],
      left_alone: [],
      unchanged_fields: 0,
    },
    { width: 88, full: false },
  ).map(({ symbol, text }) => `${symbol} ${text}`);
}

test("a right that one rule of many gains is seen", () => {
  expect(linesOf("rules", rules(["get"]), rules(["get", "update"]))).toEqual([
    "~ rules:",
    "    # (6 equal lines)",
    '    {"apiGroups":["group6.example.com"],"resources":["things"],"verbs":["get"]}',
    '- {"apiGroups":["group7.example.com"],"resources":["things"],"verbs":["get"]}',
    '+ {"apiGroups":["group7.example.com"],"resources":["things"],"verbs":["get","update"]}',
    '    {"apiGroups":["group8.example.com"],"resources":["things"],"verbs":["get"]}',
    "    # (3 equal lines)",
  ]);
});

test("a short list stays in one line", () => {
  expect(linesOf("spec.hosts", ["*.local"], ["*"])).toEqual(['~ spec.hosts: ["*.local"] -> ["*"]']);
});
