import { MeshplanError } from "../errors.ts";
import { textAt } from "./installed/values.ts";
import type { ClusterClient } from "../ports.ts";

/** Whether every cluster is an embedded one; one that does not answer is not. */
export async function areEmbedded(
  connect: () => Promise<ReadonlyMap<string, ClusterClient>>,
): Promise<boolean> {
  try {
    const clients = await connect();
    const versions = await Promise.all(
      [...clients.values()].map((client) => client.getJson("/version")),
    );
    return versions.every((version) => isEmbedded(textAt(version, "gitVersion")));
  } catch (error) {
    if (error instanceof MeshplanError) return false;
    throw error;
  }
}

/** Embedded servers say so in their version. */
export function isEmbedded(gitVersion: string | undefined): boolean {
  return gitVersion?.includes("+meshplan") === true;
}
