import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../src/kube/object.ts";
import { fieldLines } from "../../src/report/field-lines.ts";
import { listDiff } from "../../src/report/list-diff.ts";

const rule = (number: number, verbs: readonly string[]): Json => ({
  apiGroups: [`group${String(number)}.example.com`],
  resources: ["things"],
  verbs,
});
const rules = (verbs: readonly string[]): readonly Json[] =>
  Array.from({ length: 12 }, (_, index) => rule(index, index === 7 ? verbs : ["get"]));

function linesOf(path: string, before: Json, after: Json, full = false): readonly string[] {
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
    { full },
  ).map(({ symbol, depth, text, value = "" }) =>
    `${"  ".repeat(depth)}${symbol} ${text} ${value}`.trimEnd(),
  );
}

test("a right that one rule of many gains is a line of its own, below the rule that gains it", () => {
  expect(linesOf("rules", rules(["get"]), rules(["get", "update"]))).toEqual([
    "~ rules:",
    "  # (7 equal items)",
    '  ~ [7]: {"apiGroups":["group7.example.com"],"resources":["things"]}',
    '    + verbs: "update"',
    "  # (4 equal items)",
  ]);
});

test("a rule more and a rule less are lines", () => {
  const [first, ...others] = rules(["get"]);
  expect(linesOf("rules", [first ?? null, ...others], [...others, rule(20, ["*"])])).toEqual([
    "~ rules:",
    '  - {"apiGroups":["group0.example.com"],"resources":["things"],"verbs":["get"]}',
    "  # (11 equal items)",
    '  + {"apiGroups":["group20.example.com"],"resources":["things"],"verbs":["*"]}',
  ]);
});

test("a list that was empty is not cut", () => {
  const lines = linesOf("rules", [], rules(["get"]));
  expect(lines).toHaveLength(13);
  expect(lines.at(-1)).toContain("group11");
});

test("a map that is one field shows its members that move", () => {
  const selector = Object.fromEntries(
    Array.from({ length: 9 }, (_, at) => [`example.com/part.${String(at)}`, "a value"]),
  );
  const after = { ...selector, "example.com/part.3": "other", new: { deep: [1] } };
  expect(linesOf("spec.selector", selector, after)).toEqual([
    "~ spec.selector:",
    '  ~ ["example.com/part.3"]: "a value" -> "other"',
    '  + new: {"deep":[1]}',
  ]);
});

test("a long value in one line is shown from where it differs", () => {
  const text = "x".repeat(200);
  expect(linesOf("data.key", `${text}old`, `${text}new`)).toEqual([
    '~ data.key: …xxxxxxxxxxxxold" (205 characters) -> …xxxxxxxxxxxxnew" (205 characters)',
  ]);
});

/** What is hard for a comparison that marks things with names: names that are its marks, and those of JavaScript's own. */
const WORDS = [
  "verbs",
  "__old",
  "__new",
  "a__added",
  "__$!SCALAR1",
  "__next",
  "constructor",
  "__proto__",
  "~",
  "get",
];
const scalar = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.integer({ min: 0, max: 3 }),
  fc.constant(null),
  fc.boolean(),
);
const item = fc.oneof(
  scalar,
  fc
    .array(
      fc.tuple(fc.constantFrom(...WORDS), fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }))),
      { maxLength: 4 },
    )
    .map((entries): Json => JSON.parse(`{${uniqueText(entries)}}`) as Json),
);

function uniqueText(entries: readonly (readonly [string, Json])[]): string {
  const byKey = new Map(entries.map(([key, value]) => [key, JSON.stringify(value)]));
  return [...byKey].map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(",");
}

test("law: the changes of a list make the new one of the old one, whatever is in them", () => {
  const list = fc.array(item, { maxLength: 8 });
  fc.assert(
    fc.property(list, list, (before, after) => {
      const changes = listDiff(before, after);
      if (changes === undefined) throw new Error("too much");
      let at = 0;
      const made: Json[] = [];
      for (const change of changes) {
        const old = before[at] ?? null;
        if (change.kind !== "added") at += 1;
        if (change.kind === "same") made.push(old);
        else if (change.kind === "changed") {
          expect([change.before, change.at]).toEqual([old, made.length]);
          expect(change.after).not.toEqual(change.before);
          made.push(change.after);
        } else if (change.kind === "added") made.push(change.item);
        else expect(change.item).toEqual(old);
      }
      expect(at).toBe(before.length);
      expect(made).toEqual(after);
    }),
  );
});

test("lists that are too large to look into show each item that changes whole, and say so", () => {
  const large = (end: string): readonly Json[] =>
    Array.from({ length: 60 }, (_, at) => ({ at, text: "y".repeat(100), end }));
  const lines = linesOf("spec.items", large("old"), large("new"), true);
  expect(lines.slice(0, 2)).toEqual([
    "~ spec.items:",
    "  # (too much to look into each item: those that change are shown whole)",
  ]);
  expect(lines.filter((line) => line.startsWith("  - "))).toHaveLength(60);
  expect(lines.filter((line) => line.startsWith("  + "))).toHaveLength(60);
});

test("texts of any length are compared line by line, and no change of a text is left out", () => {
  const text = (end: (at: number) => string): string =>
    Array.from({ length: 5000 }, (_, at) => `line ${String(at)}${end(at)}`).join("\n");
  const changed = linesOf(
    "data.mesh",
    text(() => ""),
    text((at) => (at % 50 === 7 ? "!" : "")),
    true,
  );
  expect(changed.filter((line) => line.startsWith("  + "))).toHaveLength(100);
  expect(changed.filter((line) => line.startsWith("  - "))).toHaveLength(100);
  const other = linesOf(
    "data.mesh",
    text(() => ""),
    text((at) => (at > 9 ? "!" : "")),
    true,
  );
  expect(other[11]).toBe(
    "      # (more than 1000 lines differ: first the old ones, then the new ones)",
  );
  expect(other.filter((line) => line.startsWith("  + "))).toHaveLength(4990);
  expect(other.filter((line) => line.startsWith("  - "))).toHaveLength(4990);
});

test("a short list stays in one line", () => {
  expect(linesOf("spec.hosts", ["*.local"], ["*"])).toEqual(['~ spec.hosts: ["*.local"] -> ["*"]']);
});
