import type { Json, JsonMap } from "../../kube/object.ts";
import { listOf, mapOf, textsAt } from "../json-parts.ts";
import { type Detector, type Finding, findingOf, type PlannedObject, within } from "./detector.ts";
import { uncomparedMinor } from "./plain.ts";
import { PLAIN_MINOR } from "./plain/table.ts";
import { addedRule, isRole, plainRights, type Right } from "./rights.ts";

/** Roles that allow more than Istio needs, or than the role of this name has in a plain Istio. */
export const rules: Detector = {
  topic: "rights",
  find: ({ view, written }) => {
    const roles = written.filter(({ change }) => isRole(change.object));
    if (roles.length === 0) return [];
    const plainOf = plainRights(view);
    return roles.flatMap((object) => {
      const isCompared = uncomparedMinor(view, object) === undefined;
      return inRole(object, isCompared ? plainOf(object.change.object) : undefined);
    });
  },
};

function inRole(object: PlannedObject, plain: readonly Right[] | undefined): readonly Finding[] {
  const { body, change } = object;
  const isEverywhere = change.object.kind === "ClusterRole";
  const found = (text: string, rule: JsonMap): Finding =>
    findingOf(object, "access", text, { detail: ruleText(rule), movedBy: within(["rules"]) });
  const own = listOf(body["rules"]).flatMap((one) => {
    const rule = mapOf(one);
    if (isWide(rule, isEverywhere)) return [found("allows more than Istio needs", rule)];
    const added = plain === undefined ? undefined : addedRule(rule, plain);
    return added === undefined
      ? []
      : [found(`allows more than a plain Istio ${PLAIN_MINOR}`, added)];
  });
  return [...own, ...aggregation(object)];
}

/** Such a role has, or adds to another, rules that do not stand in it. */
function aggregation(object: PlannedObject): readonly Finding[] {
  const { body } = object;
  const labels = mapOf(mapOf(body["metadata"])["labels"]);
  const adds = Object.keys(labels).filter((key) =>
    key.startsWith("rbac.authorization.k8s.io/aggregate-to-"),
  );
  const takes = body["aggregationRule"] === undefined ? [] : ["aggregationRule"];
  return [...takes, ...adds].map((text) =>
    findingOf(object, "access", "allows more than its own rules", {
      detail: text,
      movedBy: within(["aggregationRule"], ["metadata", "labels"]),
    }),
  );
}

const READ = ["get", "list", "watch"];
/** Verbs by which an account gets rights that it does not have. */
const ESCALATING = ["escalate", "bind", "impersonate"];
/** What may be read and kept up to date in whole API groups: Istio's own and those it implements. */
const OWN_GROUPS =
  /(\.istio\.io|^(gateway|inference)\.networking\.(x-)?k8s\.io|^networking\.x-k8s\.io|^multicluster\.x-k8s\.io)$/;
/** To write one of these is to become somebody else, or to run something as them. */
const KEYS_TO_OTHERS = [
  "certificatesigningrequests/approval",
  "signers",
  "pods/exec",
  "pods/attach",
  "pods/ephemeralcontainers",
  "nodes/proxy",
  "serviceaccounts/token",
  "roles",
  "rolebindings",
  "clusterroles",
  "clusterrolebindings",
];

/** Whether a rule allows what no part of Istio asks for. Source: the charts of Istio 1.31. */
function isWide(rule: JsonMap, isEverywhere: boolean): boolean {
  const verbs = textsAt(rule, "verbs");
  const resources = textsAt(rule, "resources");
  const groups = textsAt(rule, "apiGroups");
  const isWriting = verbs.some((verb) => !READ.includes(verb));
  return (
    verbs.some((verb) => ESCALATING.includes(verb)) ||
    groups.includes("*") ||
    textsAt(rule, "nonResourceURLs").some((url) => url.includes("*")) ||
    // istiod writes the status of every Ingress with every verb.
    (verbs.includes("*") && !resources.every((resource) => /^[^*]+\/status$/.test(resource))) ||
    (resources.some((resource) => resource.includes("*")) && !isOwn(groups, verbs)) ||
    (isWriting && resources.some((resource) => KEYS_TO_OTHERS.includes(resource))) ||
    (verbs.includes("create") && resources.includes("pods")) ||
    (isEverywhere && isWriting && resources.includes("secrets"))
  );
}

function isOwn(groups: readonly string[], verbs: readonly string[]): boolean {
  const kept = [...READ, "update", "patch"];
  return (
    groups.length > 0 &&
    groups.every((group) => OWN_GROUPS.test(group)) &&
    verbs.every((verb) => kept.includes(verb))
  );
}

/** `get, list of secrets`, `* of * in every group`. */
export function ruleText(rule: Json): string {
  const parts = (key: string): readonly string[] => textsAt(rule, key);
  const urls = parts("nonResourceURLs");
  const names = parts("resourceNames");
  const groups = parts("apiGroups").filter((group) => group !== "");
  const what = [...parts("resources"), ...urls].join(", ");
  return (
    `${parts("verbs").join(", ")} of ${what}` +
    (names.length === 0 ? "" : ` named ${names.join(", ")}`) +
    (groups.length === 0 ? "" : ` in ${groups.join(", ")}`)
  );
}
