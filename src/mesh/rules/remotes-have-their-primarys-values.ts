import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Mesh, RemoteCluster } from "../model.ts";
import { nameText } from "../name-text.ts";
import { valueAt } from "../value-at.ts";
import type { Rule } from "./rule.ts";

/** The values that istiod and its injector read, by JSON pointer, from the cluster whose istiod it is. */
const READ_BY_ISTIOD = ["/meshConfig", "/pilot", "/global/proxy", "/global/proxy_init"];

/**
 * MP0448, a warning: the istiod of a remote's primary completes its pods, with the primary's values; the remote's own
 * values end up in a ConfigMap that nothing reads. Silent for values of all clusters, and where the remote has an injector
 * of its own.
 */
export const remotesHaveTheirPrimarysValues: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) =>
    cluster.role === "remote" && cluster.injector !== "local" ? idleValues(mesh, cluster) : [],
  );

function idleValues({ clusters }: Mesh, remote: RemoteCluster): readonly Diagnostic[] {
  const own = remote.values.find(({ layer }) => layer === "cluster");
  if (own === undefined) return [];
  // Values written once for several clusters, by an alias.
  const shared = new Set(
    clusters
      .filter(({ role }) => role !== "remote")
      .flatMap((cluster) => cluster.values.flatMap(({ fieldsAt }) => Object.values(fieldsAt)))
      .map(({ start }) => start),
  );
  return READ_BY_ISTIOD.filter((pointer) => valueAt(own.values, pointer) !== undefined).flatMap(
    (pointer) => {
      const at = Object.entries(own.fieldsAt).find(
        ([leaf]) => leaf === pointer || leaf.startsWith(`${pointer}/`),
      )?.[1];
      if (at !== undefined && shared.has(at.start)) return [];
      const name = `values.${pointer.slice(1).replaceAll("/", ".")}`;
      return [
        {
          code: "MP0448" as const,
          message: `${name} of ${nameText(remote.name)} has no effect: its pods are completed by the istiod of ${nameText(remote.primary)}, with the values of ${nameText(remote.primary)}`,
          help: `write it in the values of ${nameText(remote.primary)}, or \`injector: local\` in ${nameText(remote.name)}`,
          ...(at === undefined ? {} : { at }),
        },
      ];
    },
  );
}
