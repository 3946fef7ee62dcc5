import { isList, isMap, type Json, type JsonMap } from "../../src/kube/object.ts";
import { type ApiRequest, isWatch } from "../../src/embedded/kube/request.ts";

/** A request as RBAC sees it. Source: k8s.io/apiserver, pkg/endpoints/request/requestinfo.go. */
export interface Attributes {
  readonly verb: string;
  readonly group: string;
  /** With its subresource: `pods/proxy`. Empty for a path that is no resource. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
}

const METHODS: Readonly<Record<string, string>> = {
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

/** How an API server authorises a request, in one place for every test that counts rights. */
export function attributesOf({
  method,
  path,
  query,
}: Pick<ApiRequest, "method" | "path" | "query">) {
  const [, root = "", ...rest] = path.split("/").map(decodeURIComponent);
  const group = root === "apis" ? (rest.shift() ?? "") : "";
  rest.shift();
  const base = { verb: method.toLowerCase(), group, namespace: "", name: "", path };
  if ((root !== "api" && root !== "apis") || rest.length === 0) return { ...base, resource: "" };
  const isInNamespace = rest[0] === "namespaces" && rest.length > 2;
  const namespace = isInNamespace ? (rest[1] ?? "") : "";
  const [plural = "", name = "", subresource] = isInNamespace ? rest.slice(2) : rest;
  const read = isWatch(query) ? "watch" : name === "" ? "list" : "get";
  // A list or watch of one name is authorised as one of that name.
  const selected = /^metadata\.name=(.+)$/.exec(query.get("fieldSelector") ?? "")?.[1] ?? "";
  return {
    ...base,
    verb: METHODS[method] ?? read,
    resource: subresource === undefined ? plural : `${plural}/${subresource}`,
    // The name of a pod proxy carries its port.
    name: name === "" ? selected : name,
    namespace: plural === "namespaces" ? name : namespace,
  };
}

/**
 * Who writes a role or a binding and does not hold its rights must be allowed to escalate or to bind; these tests let nobody hold
 * them. Source: k8s.io/kubernetes, pkg/registry/rbac/clusterrole/policybased and clusterrolebinding/policybased.
 */
function escalationOf(request: ApiRequest): readonly Attributes[] {
  const attributes = attributesOf(request);
  if (request.method !== "PATCH" || attributes.group !== "rbac.authorization.k8s.io") return [];
  if (!attributes.resource.endsWith("bindings")) return [{ ...attributes, verb: "escalate" }];
  // An access review asks without a body.
  const body = JSON.parse(request.body || "{}") as JsonMap;
  const role = isMap(body["roleRef"]) ? body["roleRef"] : {};
  const [kind, name] = [role["kind"], role["name"]];
  if (typeof kind !== "string" || typeof name !== "string") return [];
  return [{ ...attributes, verb: "bind", resource: `${kind.toLowerCase()}s`, name }];
}

/** One rule of a role, with the namespace that its binding limits it to; absent: a cluster role's. */
export interface Granted {
  readonly rule: JsonMap;
  readonly namespace?: string;
  /** Which object holds it, for messages. */
  readonly of: string;
}

/** Every rule of printed roles: what a binding gives is not looked at, the tests of the command do. */
export function rulesOf(objects: readonly JsonMap[]): readonly Granted[] {
  return objects.flatMap((object) => {
    const { kind, metadata, rules } = object;
    if ((kind !== "Role" && kind !== "ClusterRole") || !isMap(metadata) || !isList(rules))
      return [];
    const { name, namespace } = metadata;
    const known = typeof name === "string" ? name : "";
    return rules.filter(isMap).map((rule, index) => ({
      rule,
      of: `${kind} ${known} rule ${index} ${texts(rule["resourceNames"]).join(",")}`,
      ...(kind === "Role" && typeof namespace === "string" ? { namespace } : {}),
    }));
  });
}

/** Whether RBAC lets a request through by this rule. Source: k8s.io/kubernetes, plugin/pkg/auth/authorizer/rbac. */
export function allows({ rule, namespace }: Granted, request: Attributes): boolean {
  if (!has(rule["verbs"], request.verb)) return false;
  if (request.resource === "")
    return namespace === undefined && has(rule["nonResourceURLs"], request.path);
  const names = texts(rule["resourceNames"]);
  return (
    (namespace === undefined || namespace === request.namespace) &&
    has(rule["apiGroups"], request.group) &&
    has(rule["resources"], request.resource) &&
    (names.length === 0 || names.includes(request.name))
  );
}

function has(value: Json | undefined, wanted: string): boolean {
  return texts(value).some((one) => one === "*" || one === wanted);
}

function texts(value: Json | undefined): readonly string[] {
  return isList(value) ? value.filter((one) => typeof one === "string") : [];
}

/** RBAC with these rules alone, and which of their rights some request needed. */
export class Authorizer {
  readonly used = new Set<string>();
  readonly #granted: readonly Granted[];
  readonly #exists: (path: string) => boolean;

  /** `exists`: whether an object is there; an apply of one that is not is authorised as a creation, too. */
  constructor(granted: readonly Granted[], exists: (path: string) => boolean = () => true) {
    this.#granted = granted;
    this.#exists = exists;
  }

  permits(request: ApiRequest): boolean {
    const attributes = attributesOf(request);
    const creates = request.method === "PATCH" && !this.#exists(request.path);
    const verbs = creates ? [attributes.verb, "create"] : [attributes.verb];
    const asked = [...verbs.map((verb) => ({ ...attributes, verb })), ...escalationOf(request)];
    return asked.every((one) => this.#permits(one));
  }

  #permits(attributes: Attributes): boolean {
    const rules = this.#granted.filter((one) => allows(one, attributes));
    const { verb, resource, path } = attributes;
    for (const { rule, of } of rules)
      for (const text of texts(rule["resources"]).concat(texts(rule["nonResourceURLs"])))
        if (text === resource || text === path) this.used.add(`${of}: ${verb} ${text}`);
    return rules.length > 0;
  }

  /** The rights of the rules that no request needed. */
  get unused(): readonly string[] {
    return this.#granted
      .flatMap(({ rule, of }) =>
        [...texts(rule["resources"]), ...texts(rule["nonResourceURLs"])].flatMap((resource) =>
          texts(rule["verbs"]).map((verb) => `${of}: ${verb} ${resource}`),
        ),
      )
      .filter((right) => !this.used.has(right));
  }
}
