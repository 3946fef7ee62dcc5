import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Patch } from "../model.ts";
import { printedPointer } from "../printed-pointer.ts";
import { valueAt } from "../value-at.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0487, MP0488: a patch changes the content of an object, not which object it is, and never a Secret: Secrets are made in
 * memory from the clusters themselves.
 */
export const patchesKeepIdentity: Rule = (mesh) =>
  mesh.clusters.flatMap(({ patches }) =>
    patches.flatMap((patch) => [...ofSecret(patch), ...ofIdentity(patch)]),
  );

function ofSecret({ target, at }: Patch): readonly Diagnostic[] {
  if (target.kind !== "Secret") return [];
  return [
    {
      code: "MP0488",
      message: "a patch cannot change a Secret: its values never stand in a file or a plan",
      help: "remove the patch; for the address of an API server there is `apiServer`",
      at,
    },
  ];
}

const IDENTITY = [
  "/apiVersion",
  "/kind",
  "/metadata/name",
  "/metadata/namespace",
  "/metadata/labels/applyset.kubernetes.io~1part-of",
  "/metadata/annotations/meshplan.dev~1created-by",
];

/** A null, a text or a list higher up also removes the protected fields below it: `labels: null` removes every label. */
const PARENTS = ["/metadata", "/metadata/labels", "/metadata/annotations"];

function ofIdentity({ patch, at }: Patch): readonly Diagnostic[] {
  const replaced = PARENTS.find((pointer) => !isMapOrAbsent(valueAt(patch, pointer)));
  const set = IDENTITY.filter((pointer) => valueAt(patch, pointer) !== undefined);
  return [
    ...set.map((pointer) => ({
      code: "MP0487" as const,
      message: `a patch cannot set ${printedPointer(pointer)}: by it meshplan and Kubernetes know the object`,
      help: "remove it from the patch",
      at,
    })),
    ...(replaced === undefined
      ? []
      : [
          {
            code: "MP0487" as const,
            message: `a patch cannot replace ${printedPointer(replaced)} as a whole: below it stands what meshplan and Kubernetes know the object by`,
            help: `write a mapping with the fields of ${printedPointer(replaced)} that change; null removes one of them`,
            at,
          },
        ]),
  ];
}

function isMapOrAbsent(value: unknown): boolean {
  return (
    value === undefined || (typeof value === "object" && value !== null && !Array.isArray(value))
  );
}
