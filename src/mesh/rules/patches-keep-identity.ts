import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Patch } from "../model.ts";
import { nameText } from "../name-text.ts";
import { valueAt } from "../value-at.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0487, MP0488: a patch changes what an object says, not which object it is, and never a Secret: those are made in memory
 * from the clusters themselves.
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
  "/status",
];

function ofIdentity({ patch, at }: Patch): readonly Diagnostic[] {
  return IDENTITY.filter((pointer) => valueAt(patch, pointer) !== undefined).map((pointer) => ({
    code: "MP0487",
    message: `a patch cannot set ${nameText(pointer.slice(1).replaceAll("/", ".").replaceAll("~1", "/"))}: by it meshplan and Kubernetes know the object`,
    help: "remove it from the patch",
    at,
  }));
}
