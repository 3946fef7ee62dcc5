import { closest } from "../../util/closest.ts";
import { componentNamed } from "../components/named.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { sameJson } from "../../kube/canonical.ts";
import { type KubeObject, refOf, refText } from "../../kube/object.ts";
import type { ClusterName, Patch } from "../../mesh/model.ts";
import { patchPlace, patchSpan } from "../../mesh/patch-place.ts";
import type { DesiredAction } from "../desired-action.ts";
import type { DesiredObject } from "../desired-object.ts";
import type { Check, CheckInputs } from "./check.ts";
import { type BrokenField, brokenEssential } from "../essential.ts";
import { isTarget, missedDeletions, patched } from "../patches.ts";

/** What is wrong with patches and only shows beside the objects they are for; the first problem of each patch. */
export const patchesFit: Check<"desired"> = {
  over: "desired",
  codes: ["MP0570", "MP0571", "MP0607"],
  check: patchProblems,
};

function patchProblems({ mesh, desired: actions }: CheckInputs["desired"]): readonly Diagnostic[] {
  const known = mesh.clusters.flatMap(({ name, patches }) =>
    patches.map((patch): Written => ({ cluster: name, patch })),
  );
  const first = known.filter(
    ({ patch }, index) => known.findIndex((one) => isSame(one.patch, patch)) === index,
  );
  return first.flatMap(({ patch }): readonly Diagnostic[] => {
    const places = known.filter((one) => isSame(one.patch, patch));
    const problem = idle(places, actions) ?? missing(places, actions) ?? harmful(patch, actions);
    return problem === undefined ? [] : [problem];
  });
}

/** A patch as one cluster has it. */
interface Written {
  readonly cluster: ClusterName;
  readonly patch: Patch;
}

/** Clusters share a patch through `defaults` or an alias: then it stands in one place. */
function isSame(one: Patch, other: Patch): boolean {
  return one.at.start === other.at.start;
}

/**
 * MP0570: a patch that finds nothing is a slip, or was written for an object that this Istio does not have.
 *
 * A shared patch is for the clusters that have the object: one of istiod in `defaults` is none for remotes. Nothing is said
 * of a cluster that cannot be reached, because nothing is known of it.
 */
function idle(
  places: readonly Written[],
  actions: readonly DesiredAction[],
): Diagnostic | undefined {
  const seen = places.map(({ cluster, patch }) => {
    const own = actions.filter((action) => action.cluster === cluster);
    const objects = own.flatMap((action) => action.objects.map(({ body }) => body));
    return { cluster, patch, objects, isKnown: own.length > 0 };
  });
  const [first] = seen;
  if (first === undefined) return undefined;
  const isFound = seen.some(
    ({ patch, objects, isKnown }) =>
      !isKnown || objects.some((object) => isTarget(refOf(object), patch)),
  );
  if (isFound) return undefined;
  const { target, at } = first.patch;
  const [where, place] =
    seen.length === 1 ? [first.cluster, { cluster: first.cluster }] : ["any cluster", {}];
  return {
    code: "MP0570",
    message: `the patch of ${target.kind} ${target.name ?? "(any name)"} changes nothing in ${where}: there is no such object`,
    help: namesOf(
      seen.flatMap(({ objects }) => objects),
      target.kind,
    ),
    ...place,
    at,
  };
}

function namesOf(objects: readonly KubeObject[], kind: string): string {
  const names = objects.filter((one) => one.kind === kind).map((one) => one.metadata.name);
  const shown = [...new Set(names)].sort().slice(0, 5).join(", ");
  if (shown !== "") return `the objects of that kind are ${shown}`;
  const meant = closest(kind, [...new Set(objects.map((one) => one.kind))]);
  return meant === undefined
    ? "correct target.kind; a plan with --full shows every object"
    : `did you mean \`kind: ${meant}\`?`;
}

/** MP0607: an item that is to go is in none of the objects, a slip in its key as a rule. */
function missing(
  places: readonly Written[],
  actions: readonly DesiredAction[],
): Diagnostic | undefined {
  const seen = places.flatMap(({ cluster, patch }) =>
    actions
      .filter((action) => action.cluster === cluster)
      .flatMap((action) => action.objects)
      .filter(({ body }) => isTarget(refOf(body), patch))
      .map((object) => ({ patch, missed: missedDeletions(before(object, patch), patch) })),
  );
  const [first, ...others] = seen;
  const isKnown = places.every(({ cluster }) => actions.some((one) => one.cluster === cluster));
  const steps = first?.missed.find((one) =>
    others.every(({ missed }) => missed.some((other) => sameJson(one, other))),
  );
  if (first === undefined || steps === undefined || !isKnown) return undefined;
  const { patch } = first;
  return {
    code: "MP0607",
    message: `${patchPlace(patch, steps)} deletes an item that is not there`,
    help: "correct its key, or remove it; a plan with --full shows every object",
    at: patchSpan(patch, steps),
  };
}

/** An object as the patches before this one left it. */
function before({ body, patched: change }: DesiredObject, patch: Patch): KubeObject {
  const index = change?.by.findIndex((one) => isSame(one, patch)) ?? -1;
  return change === undefined || index < 0 ? body : patched(change.from, change.by.slice(0, index));
}

/** MP0571: a patch changes or removes a field that follows from the topology. Fields that it adds are its own affair. */
function harmful(patch: Patch, actions: readonly DesiredAction[]): Diagnostic | undefined {
  for (const { cluster, component, objects } of actions) {
    if (componentNamed(component)?.isApart === true) continue;
    for (const object of objects) {
      const broken = brokenBy(patch, object);
      if (broken === undefined) continue;
      const { path, isGone } = broken;
      const ref = refOf(object.body);
      return {
        code: "MP0571",
        message: `the patch of ${refText(ref)} ${isGone ? "removes" : "changes"} ${path}, and the mesh does not work without it`,
        help: `remove ${path} from the patch: it follows from the clusters of this file`,
        cluster,
        object: ref,
        at: patch.at,
      };
    }
  }
  return undefined;
}

/** The essential field that this patch, on top of those before it, leaves with another value than meshplan gave it. */
function brokenBy(patch: Patch, { patched: change }: DesiredObject): BrokenField | undefined {
  const index = change?.by.findIndex((one) => isSame(one, patch)) ?? -1;
  if (change === undefined || index < 0) return undefined;
  const before = patched(change.from, change.by.slice(0, index));
  return brokenEssential(change.from, before, patched(before, change.by.slice(index, index + 1)));
}
