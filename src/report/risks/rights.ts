import { type JsonMap, type ObjectRef, refText } from "../../kube/object.ts";
import { listOf, mapOf, textOf, textsAt } from "../json-parts.ts";
import type { UnjudgedView } from "./detector.ts";
import { holesOf } from "./plain.ts";
import { filledIn } from "./plain/holes.ts";
import { PLAIN_RIGHTS } from "./plain-rights.ts";

/** What an object allows: a rule of a role, or a role that a binding gives to somebody. Each member is a list of words. */
export type Right = readonly (readonly string[])[];

export const isRole = ({ kind }: ObjectRef): boolean => kind === "ClusterRole" || kind === "Role";
export const isBinding = ({ kind }: ObjectRef): boolean =>
  kind === "ClusterRoleBinding" || kind === "RoleBinding";

/** Verbs, groups, resources, names and URLs of each rule; role and account of each subject. Nothing of other objects. */
export function rightsOf(ref: ObjectRef, body: JsonMap): readonly Right[] {
  if (isRole(ref)) return listOf(body["rules"]).map((rule) => ruleRight(mapOf(rule)));
  if (!isBinding(ref)) return [];
  const role = mapOf(body["roleRef"]);
  return listOf(body["subjects"]).map((subject) => {
    const { kind, name, namespace = ref.namespace } = mapOf(subject);
    const place = kind === "ServiceAccount" ? [textOf(namespace)] : [];
    return [
      [textOf(role["kind"]), textOf(role["name"])],
      [textOf(kind), ...place, textOf(name)],
    ];
  });
}

const CORE = "core";

function ruleRight(rule: JsonMap): Right {
  const words = ["verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs"].map((key) =>
    textsAt(rule, key),
  );
  return words.map((list) => list.map((word) => (word === "" ? CORE : word)));
}

/** As it stands in the table: `get list watch | core | pods`. */
export function rightText(right: Right): string {
  return right
    .map((words) => words.join(" "))
    .join(" | ")
    .replace(/[ |]+$/, "");
}

/** What a plain Istio allows by the object of that name; undefined where it has no such object. */
export function plainRights(
  view: Pick<UnjudgedView, "namespace" | "revisions" | "clusters">,
): (object: ObjectRef) => readonly Right[] | undefined {
  const known = new Map<string, Right[]>();
  const holes = holesOf(view);
  for (const line of PLAIN_RIGHTS.flatMap((pattern) => filledIn(pattern, holes))) {
    const [name = "", ...parts] = line.split(" | ");
    const right = parts.map((words) => (words === "" ? [] : words.split(" ")));
    known.set(name, [...(known.get(name) ?? []), right]);
  }
  return (object) => known.get(refText(object));
}

/**
 * What of a rule no rule of a plain role allows: its words, without those that only stand in what is allowed there. Undefined
 * where it allows nothing more.
 */
export function addedRule(rule: JsonMap, plain: readonly Right[]): JsonMap | undefined {
  const added = atomsOf(ruleRight(rule)).filter(
    (atom) =>
      !plain.some((right) => atom.every((word, index) => allows(right[index], word, index))),
  );
  if (added.length === 0) return undefined;
  const words = (index: number): readonly string[] | undefined => {
    const found = added.flatMap((atom) => atom[index] ?? []);
    return found.length === 0
      ? undefined
      : [...new Set(found)].map((word) => (word === CORE ? "" : word));
  };
  return {
    verbs: words(0),
    apiGroups: words(1),
    resources: words(2),
    resourceNames: words(3),
    nonResourceURLs: words(4),
  };
}

type Atom = readonly (string | undefined)[];

/** Every single thing that a rule allows. */
function atomsOf(right: Right): readonly Atom[] {
  const each = (index: number): readonly (string | undefined)[] => right[index] ?? [];
  const orNone = (index: number): readonly (string | undefined)[] =>
    each(index).length === 0 ? [undefined] : each(index);
  return each(0).flatMap((verb) => [
    ...each(1).flatMap((group) =>
      each(2).flatMap((resource) =>
        orNone(3).map((name): Atom => [verb, group, resource, name, undefined]),
      ),
    ),
    ...each(4).map((url): Atom => [verb, undefined, undefined, undefined, url]),
  ]);
}

const NAMES = 3;

/** A rule without names allows all of them. */
function allows(words: readonly string[] = [], word: string | undefined, index: number): boolean {
  if (index === NAMES && words.length === 0) return true;
  return word === undefined ? index !== NAMES : words.includes(word) || words.includes("*");
}
