import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { builtinFieldTypes } from "../../kube/field-types.ts";
import { allKinds } from "../../kube/kinds.ts";
import type { Patch } from "../model.ts";
import { nameText } from "../name-text.ts";
import { patchPlace, patchSpan, type PatchSteps } from "../patch-place.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0494: patches are JSON merge patches. They take one directive of kubectl's strategic ones, `$patch: delete` beside the
 * key of a list item. The API server would take any other for a field, and refuse it long after the first write.
 *
 * Source: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
 */
export const patchesHaveNoDirectives: Rule = (mesh) =>
  mesh.clusters.flatMap(({ patches }) =>
    patches.flatMap((patch) =>
      misusedIn(patch.patch, { patch, steps: [], pattern: "" }).map((misused) =>
        diagnosticOf(patch, misused),
      ),
    ),
  );

interface Place {
  readonly patch: Patch;
  readonly steps: PatchSteps;
  /** As in `FieldTypes`: `spec.ports[]`. */
  readonly pattern: string;
}

interface Misused {
  readonly steps: PatchSteps;
  readonly directive: string;
  readonly help: string;
}

function misusedIn(value: unknown, place: Place): readonly Misused[] {
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) =>
      misusedIn(item, {
        ...place,
        steps: [...place.steps, index],
        pattern: `${place.pattern}[]`,
      }),
    );
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]: readonly [string, unknown]) => {
    const steps = [...place.steps, key];
    const pattern = place.pattern === "" ? key : `${place.pattern}.${key}`;
    if (!isDirective(key)) return misusedIn(member, { ...place, steps, pattern });
    const help = key === "$patch" ? wayOut(member, value, place) : OTHERS[key.replace(/\/.*/, "")];
    const directive = key === "$patch" ? `$patch: ${valueText(member)}` : key;
    return help === undefined ? [] : [{ steps, directive, help }];
  });
}

/** Whether a strategic merge patch takes this key for a directive rather than a field. */
export function isDirective(key: string): boolean {
  return key === "$patch" || Object.hasOwn(OTHERS, key.replace(/\/.*/, ""));
}

const OTHERS: Readonly<Record<string, string>> = {
  $retainKeys: "remove it, and write null for each field that goes",
  $setElementOrder: "remove it: new items come after those that are there",
  $deleteFromPrimitiveList: "write the whole list, without the values that go",
};

/** What to write instead of a `$patch`; undefined for the one that works. */
function wayOut(value: unknown, item: object, place: Place): string | undefined {
  const list = place.steps.at(-1);
  if (value === "replace")
    return "write what changes, null for each field that goes, and `$patch: delete` beside the key of each list item that goes";
  if (value !== "delete")
    return "remove it: mappings are merged, and lists by the keys of their items";
  if (list === undefined) return "remove the patch: it changes objects, and deletes none";
  if (typeof list === "string") return `write \`${nameText(list)}: null\`, which removes the field`;
  const keys = keysOf(place);
  if (keys.length === 0)
    return "write the whole list, without the item: nothing tells the items of this list apart";
  const written = Object.keys(item).filter((key) => key !== "$patch");
  if (!written.some((key) => keys.includes(key)))
    return `write ${keys.join(" or ")} of the item beside it`;
  const others = written.filter((key) => !keys.includes(key));
  return others.length === 0
    ? undefined
    : `remove ${others.map(nameText).join(", ")}: the item goes as a whole`;
}

/** The keys of the list that holds an item, in any group that has a kind of this name. */
function keysOf({ patch, pattern }: Place): readonly string[] {
  const groups = allKinds().filter(({ kind }) => kind === patch.target.kind);
  const types = groups.map(({ group, kind }) =>
    builtinFieldTypes(`${group}/v1`, kind).at(pattern.replace(/\[\]$/, "")),
  );
  return types.flatMap((type) => (typeof type === "object" ? type.keys : []));
}

function valueText(value: unknown): string {
  return typeof value === "string" ? nameText(value) : "…";
}

function diagnosticOf(patch: Patch, { steps, directive, help }: Misused): Diagnostic {
  return {
    code: "MP0494",
    message: `\`${directive}\` in ${patchPlace(patch, steps.slice(0, -1))} is an order to kubectl, and a field to Kubernetes`,
    help,
    at: patchSpan(patch, steps),
  };
}
