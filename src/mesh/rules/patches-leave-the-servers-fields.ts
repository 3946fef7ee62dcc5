import { nameText } from "../name-text.ts";
import { valueAt } from "../value-at.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0458: nobody can set the fields that the API server writes. It drops some of them silently and answers others, such as
 * yesterday's resourceVersion, with a conflict that no second plan resolves.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/ ("populated by the system").
 */
export const patchesLeaveTheServersFields: Rule = (mesh) =>
  mesh.clusters.flatMap(({ patches }) =>
    patches.flatMap(({ patch, at }) =>
      SERVERS.filter((pointer) => valueAt(patch, pointer) !== undefined).map((pointer) => ({
        code: "MP0458" as const,
        message: `a patch cannot set ${nameText(pointer.slice(1).replaceAll("/", "."))}: the API server writes it`,
        help: "remove it from the patch",
        at,
      })),
    ),
  );

const SERVERS = [
  "/metadata/uid",
  "/metadata/resourceVersion",
  "/metadata/generation",
  "/metadata/creationTimestamp",
  "/metadata/deletionTimestamp",
  "/metadata/deletionGracePeriodSeconds",
  "/metadata/managedFields",
  "/metadata/selfLink",
  "/status",
];
