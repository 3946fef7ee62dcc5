import { type Contested, contestedAmong } from "./contested.ts";
import { differingPaths } from "./differing-fields.ts";
import { type FieldPath, valueAt } from "./field-path.ts";
import { FieldSet, fieldsOf } from "./field-set.ts";
import { builtinFieldTypes } from "./field-types.ts";
import { type KubeObject, managedFieldsOf } from "./object.ts";
import { asStored } from "./stored-spelling.ts";
import { appliedFields } from "./unchanged.ts";

/** What a server-side apply would do to a live object, judged by the object alone. */
interface LocalDiff {
  /** Leaves of the body whose value differs from the live object's, and that nobody else owns. */
  readonly differing: readonly FieldPath[];
  /** Leaves that somebody else owns with another value: the server would answer with a conflict. */
  readonly contested: readonly Contested[];
  /** Leaves that `manager` owns alone and the body no longer names: the server would remove them. */
  readonly dropped: readonly FieldPath[];
  /** `manager` owns exactly the leaves of the body already. */
  readonly isOwned: boolean;
}

/**
 * Server-side apply without a server, for users who may only read. The rules of ownership are public; `asStored` and
 * `differingPaths` know some of the values that a server defaults or spells in its own way. So a difference found here may be
 * one of spelling alone, and webhooks are not asked; but where it finds none, there is none.
 * Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
 */
export function localDiff(live: KubeObject, body: KubeObject, manager: string): LocalDiff {
  const wanted = fieldsOf(body, builtinFieldTypes(body.apiVersion, body.kind));
  const owned = appliedFields(live, manager) ?? FieldSet.EMPTY;
  const others = managedFieldsOf(live)
    .filter((entry) => entry.manager !== manager || entry.operation !== "Apply")
    .map(({ fieldsV1 }) => FieldSet.fromFieldsV1(fieldsV1));
  const differing = differingPaths(live, asStored(body));
  const contested = contestedAmong(differing, live, manager);
  const isContested = new Set(contested.map(({ path }) => path));
  return {
    differing: differing.filter((path) => !isContested.has(path)),
    contested,
    dropped: [...owned.leaves()].filter(
      (path) =>
        wanted.at(path) === undefined &&
        !isKey(path, wanted) &&
        valueAt(live, path) !== undefined &&
        !others.some((fields) => fields.at(path) !== undefined),
    ),
    isOwned: sameLeaves(owned, wanted),
  };
}

/** A field that identifies a list item stays as long as the item does, even where the body leaves it to its default. */
function isKey(path: FieldPath, wanted: FieldSet): boolean {
  const item = path.at(-2) ?? "";
  const key = path.at(-1)?.slice(2) ?? "";
  if (!item.startsWith("k:") || wanted.at(path.slice(0, -1)) === undefined) return false;
  return Object.hasOwn(JSON.parse(item.slice(2)) as object, key);
}

function sameLeaves(a: FieldSet, b: FieldSet): boolean {
  return FieldSet.fromPaths(a.leaves()).equals(FieldSet.fromPaths(b.leaves()));
}
