import { type FieldPath, printedPath } from "../kube/field-path.ts";
import type { Change, FieldChange, PatchedFields, Verb } from "../planner/change.ts";
import { deferredIn } from "../planner/deferred.ts";
import { isSecretField } from "../planner/diff.ts";
import { treeOf } from "./field-tree.ts";
import type { MaskedBody } from "./masked-body.ts";
import type { ChangeView, FieldView, PatchedView } from "./view.ts";

/** A field whose values may be shown. */
type MaskedField = Omit<FieldView, "path"> & { readonly path: FieldPath };

type Values = Required<Pick<ChangeView, "before" | "after" | "after_unknown" | "sensitive">>;

/**
 * The values of an object before and after, as far as its verb changes them. `body`: the complete object, if the plan has
 * it.
 */
export function valuesOf(
  verb: Exclude<Verb, "none">,
  fields: readonly MaskedField[],
  body: MaskedBody | undefined,
): Values {
  const before = treeOf(fields.map(({ path, before: value }) => ({ path, value })));
  const whole = {
    after: body?.value ?? null,
    after_unknown: body?.unknown ?? {},
    sensitive: body?.sensitive ?? {},
  };
  switch (verb) {
    case "create":
      return { before: null, ...whole };
    case "replace":
      return { before, ...whole };
    case "adopt":
      return { before: whole.after, ...whole };
    case "delete":
      return { before, after: null, after_unknown: {}, sensitive: marked(fields, "sensitive") };
    case "update":
    case "take-over":
      return {
        before,
        after: treeOf(fields.map(({ path, after: value }) => ({ path, value }))),
        after_unknown: marked(fields, "unknown"),
        sensitive: marked(fields, "sensitive"),
      };
  }
}

function marked(fields: readonly MaskedField[], mark: "unknown" | "sensitive") {
  return treeOf(fields.filter((field) => field[mark]).map(({ path }) => ({ path, value: true })));
}

/** The field without values that a plan must not show, whatever the plan says about it. */
export function maskedField(kind: string, field: FieldChange): MaskedField {
  const { path } = field;
  if (field.sensitive === true || isSecretField(kind, path))
    return { path, before: null, after: null, sensitive: true };
  const before = field.before ?? null;
  if (field.unknown === true || deferredIn(field.after ?? null).length > 0)
    return { path, before, after: null, unknown: true };
  return { path, before, after: field.after ?? null };
}

/** For an object in which a patch of the mesh file sets fields; nothing for others. */
export function patchedView({ patched }: Pick<Change, "patched">): {
  readonly patched?: readonly PatchedView[];
} {
  const viewOf = ({ paths, line }: PatchedFields): PatchedView => ({
    paths: paths.map(printedPath),
    line,
  });
  return patched === undefined ? {} : { patched: patched.map(viewOf) };
}
