import type { AccessRequest } from "../kube/access-request.ts";
import type { JsonMap } from "../kube/object.ts";

/** One rule of a role, as RBAC spells it. */
export type GrantedRule = JsonMap;

/** In the order people read them; what is not in it is an error of ours. */
const VERBS = ["get", "list", "watch", "create", "patch", "escalate", "bind"];

/** The rights to one resource in one scope: per verb the names it is given for, or all of them. */
interface ResourceGrants {
  readonly group: string;
  readonly resource: string;
  readonly verbs: Map<string, Set<string> | "all">;
}

/**
 * The rules that allow exactly these requests, by namespace; the empty one is the cluster. What is allowed in the whole cluster is not
 * said once more for a namespace, and resources with the same verbs share a rule. Sorted: equal rights give equal rules.
 */
export function rulesOf(
  grants: readonly AccessRequest[],
): ReadonlyMap<string, readonly GrantedRule[]> {
  const scopes = new Map<string, Map<string, ResourceGrants>>([["", new Map()]]);
  for (const grant of grants) add(scopes, grant);
  const everywhere = scopes.get("");
  const rules = [...scopes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([namespace, resources]): [string, readonly GrantedRule[]] => {
      if (namespace !== "") for (const [key, one] of resources) leaveOut(one, everywhere?.get(key));
      return [namespace, rulesFor([...resources.values()])];
    });
  return new Map(rules.filter(([namespace, found]) => namespace === "" || found.length > 0));
}

function add(scopes: Map<string, Map<string, ResourceGrants>>, grant: AccessRequest): void {
  const { verb, group, resource, namespace = "", name } = grant;
  const resources = scopes.get(namespace) ?? new Map<string, ResourceGrants>();
  scopes.set(namespace, resources);
  const key = `${group}/${resource}`;
  const none = { group, resource, verbs: new Map<string, Set<string> | "all">() };
  const known = resources.get(key) ?? none;
  resources.set(key, known);
  const names = known.verbs.get(verb) ?? new Set<string>();
  if (name === undefined) known.verbs.set(verb, "all");
  else if (names !== "all") known.verbs.set(verb, names.add(name));
}

function leaveOut({ verbs }: ResourceGrants, everywhere: ResourceGrants | undefined): void {
  for (const verb of [...verbs.keys()])
    if (everywhere?.verbs.get(verb) === "all") verbs.delete(verb);
}

function rulesFor(resources: readonly ResourceGrants[]): readonly GrantedRule[] {
  const sorted = [...resources].sort((a, b) =>
    `${a.group}/${a.resource}` < `${b.group}/${b.resource}` ? -1 : 1,
  );
  const shared = new Map<string, { readonly group: string; readonly resources: string[] }>();
  const named: GrantedRule[] = [];
  for (const { group, resource, verbs } of sorted) {
    const all = inOrder([...verbs].filter(([, names]) => names === "all").map(([verb]) => verb));
    if (all.length > 0) {
      const key = JSON.stringify([group, all]);
      const rule = shared.get(key) ?? { group, resources: [] };
      rule.resources.push(resource);
      shared.set(key, rule);
    }
    named.push(...namedRules({ group, resource, verbs }));
  }
  const rules = [...shared].map(([key, { group, resources: of }]): GrantedRule => {
    const [, verbs] = JSON.parse(key) as [string, string[]];
    return { apiGroups: [group], resources: of, verbs };
  });
  return [...rules, ...named];
}

/** One rule for verbs that are given for the same names. */
function namedRules({ group, resource, verbs }: ResourceGrants): readonly GrantedRule[] {
  const byNames = new Map<string, string[]>();
  for (const verb of VERBS) {
    const names = verbs.get(verb) ?? "all";
    if (names === "all") continue;
    const key = JSON.stringify([...names].sort());
    byNames.set(key, [...(byNames.get(key) ?? []), verb]);
  }
  return [...byNames].map(([names, found]) => ({
    apiGroups: [group],
    resources: [resource],
    resourceNames: JSON.parse(names) as string[],
    verbs: inOrder(found),
  }));
}

function inOrder(verbs: readonly string[]): string[] {
  return VERBS.filter((verb) => verbs.includes(verb));
}
