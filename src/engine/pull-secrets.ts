import type { ClusterName } from "../mesh/model.ts";
import { pullSecretState } from "../observe/pull-secrets.ts";
import type { DesiredAction } from "../planner/desired-action.ts";
import { type LookedFor, pullSecretsOf } from "../planner/pull-secrets.ts";
import type { ClusterReader } from "../ports.ts";

/** The pull secrets that the mesh will name, and whether each is there. */
export function findPullSecrets({
  desired,
  client,
}: {
  readonly desired: readonly DesiredAction[];
  readonly client: (cluster: ClusterName) => ClusterReader;
}): Promise<readonly LookedFor[]> {
  return Promise.all(
    pullSecretsOf(desired).map(async (secret) => ({
      ...secret,
      state: await pullSecretState(client(secret.cluster), secret),
    })),
  );
}
