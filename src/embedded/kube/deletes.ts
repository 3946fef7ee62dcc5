import { isMap, type Json, type JsonMap, type KubeObject } from "../../kube/object.ts";
import { conflict, notFound } from "./api-failure.ts";
import { type EmbeddedCluster, readObject } from "./cluster.ts";
import { kubeTime } from "./clock.ts";
import { familyOf, type ServedKind } from "./kinds.ts";
import { subjectOf } from "./writes.ts";

interface DeleteOptions {
  readonly dryRun?: boolean;
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/** Reads the DeleteOptions of a request body. */
export function deleteOptionsOf(body: Json | undefined, dryRun: boolean): DeleteOptions {
  const preconditions = isMap(body) && isMap(body["preconditions"]) ? body["preconditions"] : {};
  const { uid, resourceVersion } = preconditions;
  return {
    dryRun:
      dryRun || (isMap(body) && Array.isArray(body["dryRun"]) && body["dryRun"].includes("All")),
    ...(typeof uid === "string" ? { uid } : {}),
    ...(typeof resourceVersion === "string" ? { resourceVersion } : {}),
  };
}

/**
 * Deletes an object, or marks it for deletion where finalizers hold it. Namespaces are always marked: their controller empties
 * them. The result is the answer: a Status, or the object that still exists for now.
 */
export function deleteObject(
  cluster: EmbeddedCluster,
  kind: ServedKind,
  namespace: string | undefined,
  name: string,
  options: DeleteOptions = {},
): JsonMap {
  const live = readObject(cluster, kind, namespace, name);
  if (live === undefined) throw notFound(subjectOf(kind, name));
  checkPreconditions(kind, live, options);
  const held = finalizersOf(live).length > 0 || kind.kind === "Namespace";
  if (options.dryRun === true) return held ? live : deleted(kind, live);
  if (!held) {
    cluster.store.remove(familyOf(kind), live);
    return deleted(kind, live);
  }
  if (live.metadata.deletionTimestamp !== undefined) return live;
  const { generation } = live.metadata;
  const metadata = {
    ...live.metadata,
    deletionTimestamp: kubeTime(cluster.clock.now()),
    deletionGracePeriodSeconds: 0,
    ...(generation === undefined ? {} : { generation: generation + 1 }),
  };
  const marked =
    kind.kind === "Namespace"
      ? { ...live, metadata, status: { phase: "Terminating" } }
      : { ...live, metadata };
  return cluster.store.put(familyOf(kind), marked);
}

export function finalizersOf(object: KubeObject): readonly Json[] {
  const finalizers = object.metadata["finalizers"];
  return Array.isArray(finalizers) ? (finalizers as readonly Json[]) : [];
}

/** The message names the kind where other conflicts name the plural, as the server does here. */
function checkPreconditions(kind: ServedKind, live: KubeObject, wanted: DeleteOptions): void {
  const subject = { ...subjectOf(kind, live.metadata.name), plural: kind.kind };
  const { uid = "", resourceVersion = "" } = live.metadata;
  const differs = (what: string, asked: string, found: string): string =>
    `the ${what} in the precondition (${asked}) does not match the ${what} in record (${found}). The object might have been`;
  if (wanted.uid !== undefined && wanted.uid !== uid)
    throw conflict(subject, `${differs("UID", wanted.uid, uid)} deleted and then recreated`);
  if (wanted.resourceVersion !== undefined && wanted.resourceVersion !== resourceVersion)
    throw conflict(
      subject,
      `${differs("ResourceVersion", wanted.resourceVersion, resourceVersion)} modified`,
    );
}

function deleted(kind: ServedKind, live: KubeObject): JsonMap {
  const { name, uid } = live.metadata;
  const group = kind.group === "" ? {} : { group: kind.group };
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: { name, ...group, kind: kind.plural, uid },
  };
}
