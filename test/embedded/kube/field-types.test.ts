import { describe, expect, test } from "vitest";
import { type FieldType, builtinFieldTypes } from "../../../src/kube/field-types.ts";
import { KindRegistry } from "../../../src/embedded/kube/kinds.ts";
import type { Schema } from "../../../src/kube/schema/schema.ts";

/** Every place of a kind that does not merge in the default way: maps by member, lists whole. */
function rulesOf(schema: Schema): Record<string, FieldType | undefined> {
  const rules: Record<string, FieldType | undefined> = {};
  const visit = (node: Schema, pattern: string, above: readonly Schema[]): void => {
    if (above.includes(node)) return;
    const path = [...above, node];
    if (node.map !== undefined && node.list === undefined) {
      if (node.map.atomic) {
        rules[pattern] = "atomic";
        return;
      }
      rules[pattern] = undefined;
      for (const [name, field] of node.map.fields)
        visit(field.schema, pattern === "" ? name : `${pattern}.${name}`, path);
    } else if (node.list !== undefined && node.map === undefined) {
      const { merge, items } = node.list;
      if (merge === "atomic") return;
      rules[pattern] = merge === "set" ? "set" : { keys: merge };
      visit(items, `${pattern}[]`, path);
    }
  };
  visit(schema, "", []);
  return rules;
}

describe("the merge rules of the planner", () => {
  const kinds = new KindRegistry().all();
  test.each(kinds.map((kind) => [`${kind.apiVersion} ${kind.kind}`, kind] as const))(
    "are those of the schema: %s",
    (_, kind) => {
      const wanted = rulesOf(kind.schema());
      const types = builtinFieldTypes(kind.apiVersion, kind.kind);
      const found = Object.fromEntries(
        Object.keys(wanted).map((pattern) => [pattern, types.at(pattern)]),
      );
      expect(found).toEqual(wanted);
    },
  );
});
