import { expect } from "vitest";
import type { Rig } from "../../rig/client.ts";
import type { JsonMap } from "../../src/kube/object.ts";

const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const NAME = "rights-of-limited";

/**
 * Enough for the remote of the seed, but for two things: Deployments may not be created, and ConfigMaps may be read by
 * name only, so they cannot be watched for. Services may be read, watched and written by name: that is enough.
 */
export const LIMITED_RIGHTS: readonly JsonMap[] = [
  rule("", ["namespaces", "nodes", "pods", "events"], ["get", "list", "watch", "create", "patch"]),
  rule("", ["configmaps"], ["get", "create", "patch"]),
  rule("", ["secrets", "serviceaccounts", "endpoints"], ["*"]),
  {
    ...rule("", ["services"], ["get", "list", "watch", "create", "patch"]),
    resourceNames: ["istio-eastwestgateway", "istiod"],
  },
  rule("apps", ["deployments"], ["get", "list", "watch", "patch"]),
  rule("apps", ["daemonsets", "replicasets"], ["get", "list", "watch"]),
  rule("coordination.k8s.io", ["leases"], ["get", "create", "patch"]),
  ...[
    ...["autoscaling", "policy", "discovery.k8s.io", "networking.istio.io"],
    ...["rbac.authorization.k8s.io", "apiextensions.k8s.io", "admissionregistration.k8s.io"],
  ].map((group) => rule(group, ["*"], ["*"])),
];

function rule(group: string, resources: readonly string[], verbs: readonly string[]): JsonMap {
  return { apiGroups: [group], resources, verbs };
}

/** Gives the user `limited` rights in cluster `n`; the result takes them away. */
export async function givenRights(
  rig: Rig,
  n: number,
  rules: readonly JsonMap[],
): Promise<() => Promise<void>> {
  const api = rig.api(n);
  const apiVersion = "rbac.authorization.k8s.io/v1";
  const metadata = { name: NAME };
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: NAME };
  const subjects = [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "limited" }];
  const made = [
    await api("POST", `${RBAC}/clusterroles`, { apiVersion, kind: "ClusterRole", metadata, rules }),
    await api("POST", `${RBAC}/clusterrolebindings`, {
      ...{ apiVersion, kind: "ClusterRoleBinding", metadata },
      ...{ roleRef, subjects },
    }),
  ];
  expect(made.map(({ status }) => status)).toEqual([201, 201]);
  return async () => {
    for (const plural of ["clusterrolebindings", "clusterroles"]) {
      expect(await api("DELETE", `${RBAC}/${plural}/${NAME}`)).toMatchObject({ status: 200 });
    }
  };
}

/** What a plan says of missing rights, sorted. */
export function denialsIn(stderr: string): readonly string[] {
  return stderr
    .split("\n")
    .flatMap((line) => /cluster\d does not allow .*/.exec(line)?.[0] ?? [])
    .sort();
}
