import type { AccessRequest } from "../kube/access-request.ts";
import type { KubeObject } from "../kube/object.ts";
import { type GrantedRule, rulesOf } from "./granted-rules.ts";

/** Who gets the rights: an account that is made for it, or a user or group that the clusters know already. */
export type Subject =
  | { readonly kind: "ServiceAccount"; readonly name: string; readonly namespace: string }
  | { readonly kind: "User" | "Group"; readonly name: string };

interface Account {
  /** Of the roles and bindings. */
  readonly name: string;
  readonly subject: Subject;
  /** Namespaces that roles are in and that need not be there yet. */
  readonly namespaces: readonly string[];
}

const RBAC = "rbac.authorization.k8s.io";

/**
 * The objects by which a cluster gives somebody these rights, in the order in which they can be applied: namespaces and
 * account, then for the cluster and for each namespace one role with its binding. Equal rights give equal objects.
 */
export function accountObjects(
  grants: readonly AccessRequest[],
  { name, subject, namespaces }: Account,
): readonly KubeObject[] {
  const scopes = rulesOf(grants);
  const isAccount = subject.kind === "ServiceAccount";
  const spaces = [...new Set([...namespaces, ...(isAccount ? [subject.namespace] : [])])].sort();
  return [
    ...spaces.map((space) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name: space } })),
    ...(isAccount
      ? [{ apiVersion: "v1", kind: "ServiceAccount", metadata: placed(name, subject.namespace) }]
      : []),
    ...[...scopes].flatMap(([namespace, rules]) =>
      roleWithBinding(name, namespace, [...rules, ...(namespace === "" ? [VERSION] : [])], subject),
    ),
  ];
}

/** Every authenticated user may usually ask for it; where that was taken away, an account of meshplan still needs it. */
const VERSION: GrantedRule = { nonResourceURLs: ["/version"], verbs: ["get"] };

function roleWithBinding(
  name: string,
  namespace: string,
  rules: readonly GrantedRule[],
  subject: Subject,
): readonly KubeObject[] {
  const kind = namespace === "" ? "ClusterRole" : "Role";
  const object = (suffix: string): KubeObject => ({
    apiVersion: `${RBAC}/v1`,
    kind: `${kind}${suffix}`,
    metadata: namespace === "" ? { name } : placed(name, namespace),
  });
  return [
    { ...object(""), rules },
    {
      ...object("Binding"),
      roleRef: { apiGroup: RBAC, kind, name },
      subjects: [
        subject.kind === "ServiceAccount" ? { ...subject } : { apiGroup: RBAC, ...subject },
      ],
    },
  ];
}

function placed(name: string, namespace: string) {
  return { name, namespace };
}
