import { plural } from "./layout.ts";
import { fileText } from "./place-text.ts";
import type { PlanView } from "./view.ts";

/** The frozen line that scripts parse: `Plan: 75 to add, 0 to change, 0 to destroy across 2 clusters.` */
export function planLine(view: PlanView): string {
  const { add, change, destroy } = view.summary;
  const touched = new Set(
    view.actions
      .filter((action) => action.changes.some(({ verb }) => verb !== "none"))
      .map(({ cluster }) => cluster),
  );
  const clusters = plural(touched.size, "cluster");
  return `Plan: ${add} to add, ${change} to change, ${destroy} to destroy across ${clusters}.`;
}

/** `mesh1, Istio 1.31.0: 2 of 2 clusters read`. */
export function headline(view: PlanView): string {
  const read = view.clusters.filter(({ reachable }) => reachable).length;
  const clusters = plural(view.clusters.length, "cluster");
  return `${view.mesh}, Istio ${istioVersions(view)}: ${read} of ${clusters} read`;
}

/** `1.31.0`, or `stable 1.31.0 (tag prod)` where control planes have names. */
export function istioVersions(view: PlanView): string {
  if (view.revisions === undefined) return view.istio_version;
  const texts = view.revisions.map(({ name, version, tags }) => {
    const noun = tags.length === 1 ? "tag" : "tags";
    return `${name} ${version}${tags.length === 0 ? "" : ` (${noun} ${tags.join(", ")})`}`;
  });
  return texts.join(", ");
}

/** Whatever the plan's line does not count, each in a few words. */
export function alsoTexts(view: PlanView): readonly string[] {
  const { adopt, for_others: others, left_alone: left, unread } = view.summary;
  const { replace, take_over: taken, left_over } = view.summary;
  return [
    ...(replace > 0 ? [`${replace} of them replaced`] : []),
    ...(taken > 0 ? [`${taken} of them taken over`] : []),
    ...(adopt > 0 ? [`${plural(adopt, "object")} to adopt`] : []),
    ...(left > 0 ? [`${plural(left, "contested field")} left alone`] : []),
    ...(others > 0 ? [`${plural(others, "object")} for others to write`] : []),
    ...(unread > 0 ? [`${plural(unread, "Secret")} not checked`] : []),
    ...(left_over > 0 ? [`${plural(left_over, "object")} left over`] : []),
    ...unlistedText(view).map((text) => `${text} not known`),
  ];
}

/** How much of the plan the API servers have judged. */
export function judgedText(view: PlanView): string {
  const changes = view.actions
    .flatMap((action) => action.changes)
    .filter(({ verb }) => verb !== "none");
  const judged = changes.filter(({ previewed }) => !previewed).length;
  const hidden =
    judged < changes.length ? "; the others need a namespace or CRD that does not exist yet" : "";
  return `${judged} of ${changes.length} dry-run by the servers${hidden}`;
}

/** The one sentence about a plan that writes nothing. */
export function noChangesText(view: PlanView): string {
  const file = fileText(view.file);
  const { for_others: others, left_alone: left, left_over: over, unread } = view.summary;
  const exceptions = [
    ...(left > 0
      ? [`${plural(left, "field")} left to ${left === 1 ? "its owner" : "their owners"}`]
      : []),
    ...(unread > 0 ? [`${plural(unread, "Secret")} not checked`] : []),
    ...unlistedText(view),
  ];
  const but = exceptions.length === 0 ? "" : `, but for ${exceptions.join(" and ")}`;
  return !view.complete
    ? `No changes in the clusters that were read. ${INCOMPLETE}`
    : over > 0
      ? `No changes to make, but ${plural(over, "object")} of this mesh ${over === 1 ? "is" : "are"} left over: ${file} does not ask for ${over === 1 ? "it" : "them"}${exceptions.length === 0 ? "" : ` (also: ${exceptions.join(", ")})`}.`
      : others === 0
        ? `No changes. The mesh matches ${file}${but}.`
        : `No changes for meshplan to make: the mesh matches ${file} when others have written ${plural(others, "object")}${but}.`;
}

/** An account that may not list a kind cannot say that nothing is left over. */
function unlistedText({ unlisted = [] }: PlanView): readonly string[] {
  const kinds = new Set(unlisted.flatMap((one) => one.kinds));
  if (kinds.size === 0) return [];
  return [`leftovers of kinds that may not be listed (${[...kinds].sort().join(", ")})`];
}

export const INCOMPLETE = "The plan is incomplete: clusters that could not be read are not in it.";

export const READ_ONLY =
  "The plan is read-only: made by reading alone, without dry runs, and without checking the rights of an apply";
