import { listOf, mapOf, textOf, textsAt } from "../json-parts.ts";
import type { PlannedObject, RiskInput } from "./detector.ts";
import { ruleText } from "./rules.ts";
import { at } from "../../kube/at.ts";

/**
 * What an account may do in a cluster, in words that follow `a token that`, by the roles that this plan binds it to there;
 * undefined where it binds it to none, because others bring the roles.
 */
export function accountRights(
  { planned }: RiskInput,
  cluster: string,
  account: string,
): string | undefined {
  const inCluster = planned.filter(({ action }) => action.cluster === cluster);
  const rules = inCluster
    .filter(({ change }) => change.object.kind === "ClusterRoleBinding")
    .filter(({ body }) =>
      listOf(body["subjects"]).some((one) => textOf(mapOf(one)["name"]) === account),
    )
    .flatMap(({ body }) => roleRules(inCluster, textOf(at(body, "roleRef", "name"))));
  return rules.length === 0 ? undefined : rightsText(rules.map(mapOf));
}

function roleRules(inCluster: readonly PlannedObject[], name: string) {
  const role = inCluster.find(
    ({ change: { object } }) => object.kind === "ClusterRole" && object.name === name,
  );
  return listOf(role?.body["rules"]);
}

type Rule = ReturnType<typeof mapOf>;

function rightsText(rules: readonly Rule[]): string {
  const all = rules.find((rule) => ["verbs", "resources"].every((key) => has(rule, key, "*")));
  if (all !== undefined) return `allows ${ruleText(all)}`;
  const read = READ.filter(([resource]) => rules.some((rule) => allows(rule, resource, "get")));
  const written = WRITTEN.filter(([resource]) =>
    rules.some((rule) => CHANGING.some((verb) => allows(rule, resource, verb))),
  );
  const names = (list: typeof READ): string =>
    [...new Set(list.map(([, name]) => name))].join(" and ");
  return [
    ...(read.length === 0 ? [] : [`reads every ${names(read)}`]),
    ...(written.length === 0 ? [] : [`writes ${names(written)}`]),
  ].join(", and ");
}

const READ: readonly (readonly [resource: string, name: string])[] = [
  ["secrets", "Secret"],
  ["configmaps", "ConfigMap"],
];
const WRITTEN: typeof READ = [
  ["secrets", "Secrets"],
  ["configmaps", "ConfigMaps"],
  ["mutatingwebhookconfigurations", "webhooks"],
  ["validatingwebhookconfigurations", "webhooks"],
];
const CHANGING = ["create", "update", "patch", "delete"];

function allows(rule: Rule, resource: string, verb: string): boolean {
  return has(rule, "resources", resource) && has(rule, "verbs", verb) && !isNarrow(rule);
}

const isNarrow = (rule: Rule): boolean => rule["resourceNames"] !== undefined;

function has(rule: Rule, key: string, wanted: string): boolean {
  const values = textsAt(rule, key);
  return values.includes(wanted) || values.includes("*");
}
