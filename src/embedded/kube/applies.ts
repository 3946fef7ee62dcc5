import { plainText } from "./plain-text.ts";
import { isMap, type JsonMap, type KubeObject } from "../../kube/object.ts";
import { badRequest, conflict, notFound, serverError } from "./api-failure.ts";
import { requireNamespace } from "./admission.ts";
import { type EmbeddedCluster, readObject } from "./cluster.ts";
import type { ServedKind } from "./kinds.ts";
import { applyFields } from "./server-side-apply.ts";
import { schemaErrors } from "./typed/check.ts";
import {
  inServerForm,
  storeNew,
  storeNext,
  subjectOf,
  trackedFor,
  type WriteOptions,
  writerOf,
  type Written,
} from "./writes.ts";

interface ApplyRequest extends WriteOptions {
  readonly force: boolean;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** Server-side apply of one object, from the checks of its body to the stored result. */
export function applyObject(
  cluster: EmbeddedCluster,
  kind: ServedKind,
  body: JsonMap,
  request: ApplyRequest,
): Written {
  const applied = checkedBody(kind, body, request);
  const live = readObject(cluster, kind, request.namespace, request.name);
  const subresource = request.subresource ?? "";
  if (live === undefined && subresource !== "") throw notFound(subjectOf(kind, request.name));
  const writer = writerOf(cluster, kind, request);
  const merged = applyFields(live, applied, kind.schema(), writer, {
    force: request.force,
    tracked: trackedFor(kind, subresource),
  });
  const next = inServerForm(merged.object, kind, (why) =>
    serverError(
      `failed to convert new object (${placeOf(kind, body, request.name)}) to proper version: unable to convert unstructured object to ${kind.group}/${kind.version}, Kind=${kind.kind}: ${why}`,
    ),
  );
  if (live !== undefined) return storeNext(cluster, kind, live, next, merged.owners, request);
  requireNamespace(cluster, kind, request.namespace, request.name);
  const { uid } = applied.metadata;
  if (uid !== undefined) throw uidOfNothing(kind, request.name, uid);
  return storeNew(cluster, kind, next, merged.owners, request);
}

function uidOfNothing(kind: ServedKind, name: string, uid: string): Error {
  return conflict(
    subjectOf(kind, name),
    `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
  );
}

function checkedBody(kind: ServedKind, body: JsonMap, request: ApplyRequest): KubeObject {
  const apiVersion = plainText(body["apiVersion"]);
  const kindName = plainText(body["kind"]);
  if (apiVersion !== kind.apiVersion || kindName !== kind.kind) {
    const gv = apiVersion.includes("/") ? apiVersion : `/${apiVersion}`;
    throw badRequest(`invalid object type: ${gv}, Kind=${kindName}`);
  }
  const metadata: JsonMap = isMap(body["metadata"]) ? body["metadata"] : {};
  if (metadata["managedFields"] !== undefined && metadata["managedFields"] !== null)
    throw badRequest("metadata.managedFields must be nil");
  const { name } = request;
  if (metadata["name"] !== undefined && metadata["name"] !== name)
    throw badRequest(
      `the name of the object (${plainText(metadata["name"])}) does not match the name on the URL (${name})`,
    );
  if (
    kind.namespaced &&
    metadata["namespace"] !== undefined &&
    metadata["namespace"] !== request.namespace
  )
    throw badRequest(
      "the namespace of the provided object does not match the namespace sent on the request",
    );
  const place = kind.namespaced ? { name, namespace: request.namespace } : { name };
  const whole = { ...body, metadata: { ...metadata, ...place } };
  const errors = schemaErrors(whole, kind.schema());
  if (errors.length > 0) throw serverError(typedPatchText(kind, body, name, errors));
  return whole as unknown as KubeObject;
}

function typedPatchText(
  kind: ServedKind,
  body: JsonMap,
  name: string,
  errors: readonly string[],
): string {
  const listed = ["errors:", ...errors.map((error) => `  ${error}`)].join("\n");
  const found = errors.length === 1 ? (errors[0] ?? "") : listed;
  return `failed to create typed patch object (${placeOf(kind, body, name)}): ${found}`;
}

/** Names the namespace only where the body does. */
function placeOf(kind: ServedKind, { metadata }: JsonMap, name: string): string {
  const namespace = isMap(metadata) ? metadata["namespace"] : undefined;
  const place = `${typeof namespace === "string" ? namespace : ""}/${name}`;
  return `${place}; ${kind.group}/${kind.version}, Kind=${kind.kind}`;
}
