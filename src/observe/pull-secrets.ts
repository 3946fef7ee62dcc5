import { ApiError } from "../kube/api-error.ts";
import type { PullSecret, PullSecretState } from "../planner/pull-secrets.ts";
import type { ClusterReader } from "../ports.ts";

/** Tells whether a pull secret is there. It lists one name, of metadata alone, so nothing that the secret holds is read. */
export async function pullSecretState(
  client: ClusterReader,
  { namespace, name }: PullSecret,
): Promise<PullSecretState> {
  try {
    const { items } = await client.list(
      { apiVersion: "v1", kind: "Secret", namespace },
      { fieldSelector: `metadata.name=${name}`, metadataOnly: true },
    );
    return items.length === 0 ? "missing" : "there";
  } catch (error) {
    if (error instanceof ApiError && error.api.status === 403) return "unread";
    throw error;
  }
}
