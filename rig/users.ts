/** A user of every API server of the rig, known by a static token. */
export interface User {
  readonly name: string;
  readonly token: string;
  readonly groups: readonly string[];
}

const user = (name: string, ...groups: readonly string[]): User => ({
  name,
  token: `${name.replaceAll(":", "-")}-token`,
  groups,
});

/** Cluster administrator: the user of the contexts `cluster1`, `cluster2`, and of nothing that the rig does itself. */
export const ADMIN_USER = user("admin", "system:masters");
/** The rig's own requests, kept apart so that the audit log tells who wrote what. */
export const RIG_USER = user("rig", "system:masters");
export const KWOK_USER = user("rig-kwok", "system:masters");
export const CONTROLLER_MANAGER_USER = user("system:kube-controller-manager");
export const SCHEDULER_USER = user("system:kube-scheduler");

/** Users with fewer rights; context `cluster1-viewer` and so on. A viewer may read (ClusterRole `view`); a limited user may nothing. */
export const LESSER_USERS = [user("viewer", "rig:viewers"), user("limited")] as const;

export const USERS = [
  ADMIN_USER,
  RIG_USER,
  KWOK_USER,
  CONTROLLER_MANAGER_USER,
  SCHEDULER_USER,
  ...LESSER_USERS,
] as const;

/** The API server's token file: token, name, uid, quoted groups. */
export function tokenFile(): string {
  const lines = USERS.map(({ name, token, groups }, index) =>
    [token, name, String(index + 1), ...(groups.length > 0 ? [`"${groups.join(",")}"`] : [])].join(
      ",",
    ),
  );
  return `${lines.join("\n")}\n`;
}
