import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { JsonMap } from "../../kube/object.ts";
import { builtinSchema, findBuiltinSchema } from "../../kube/schema/builtin.ts";
import { ANYTHING, type Schema } from "../../kube/schema/schema.ts";
import { type ShapeProblem, shapeProblems } from "../../kube/schema/shape-problems.ts";
import type { Patch } from "../model.ts";
import { patchPlace, patchSpan } from "../patch-place.ts";
import { isDirective } from "./patches-have-no-directives.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0606: a value of another type than Kubernetes has for the field. The types of fields never change, so this needs no
 * cluster; only the server can say which fields there are (MP0504).
 */
export const patchesHaveTheTypes: Rule = (mesh) =>
  mesh.clusters.flatMap(({ patches }) => patches.flatMap(mistypedIn));

function mistypedIn(patch: Patch): readonly Diagnostic[] {
  const schema = findBuiltinSchema(patch.target.kind) ?? customKind();
  const found = shapeProblems(patch.patch as JsonMap, schema, {
    isPatch: true,
    isIgnored: isDirective,
  });
  return found.map((problem) => diagnosticOf(patch, problem));
}

/** A kind that a CustomResourceDefinition defines: only its metadata is known. */
function customKind(): Schema {
  const metadata = { schema: builtinSchema("ObjectMeta"), zero: "keep" } as const;
  return { map: { fields: new Map([["metadata", metadata]]), others: ANYTHING, atomic: false } };
}

function diagnosticOf(patch: Patch, { steps, text, instead }: ShapeProblem): Diagnostic {
  return {
    code: "MP0606",
    message: `${patchPlace(patch, steps)} ${text}`,
    help: instead ?? "write null, which removes the field",
    at: patchSpan(patch, steps),
  };
}
