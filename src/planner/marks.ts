import { createHash } from "node:crypto";
import { withoutNulls } from "../kube/canonical.ts";
import { isWithin } from "../kube/field-path.ts";
import { isMap, type JsonMap, type KubeObject } from "../kube/object.ts";
import { SERVER_METADATA } from "../kube/server-fields.ts";
import { appliedFields } from "../kube/unchanged.ts";
import type { Mesh } from "../mesh/model.ts";
import { memoByIdentity } from "../util/memo.ts";
import type { FieldChange } from "./change.ts";
import { FIELD_MANAGER } from "../kube/field-manager.ts";
import { CREATED_BY_ANNOTATION, PART_OF_LABEL } from "./names.ts";

/** Labels by which istioctl finds what it may prune or purge. Ours must not carry them. */
const CLAIMED_BY_ISTIOCTL = /^(install\.)?operator\.istio\.io\//;

/** What tells one mesh's objects from another's. */
interface MeshIdentity {
  readonly name: string;
  readonly istio: { readonly namespace: string };
}

/**
 * Id of the mesh's set of objects in one cluster: value of the part-of label.
 *
 * Source: KEP-3659, `applyset-` + base64url(sha256(name.namespace.kind.group)) + `-v1`; its parent is the ConfigMap
 * `meshplan-<mesh>`.
 */
export function partOf({ name, istio }: MeshIdentity): string {
  const hash = createHash("sha256")
    .update(`meshplan-${name}.${istio.namespace}.ConfigMap.`)
    .digest("base64url");
  return `applyset-${hash}-v1`;
}

/** A mesh as far as its objects carry it. */
type Marking = Pick<Mesh, "name" | "metadata"> & MeshIdentity;

/**
 * A rendered or built object as meshplan sends it: no nulls, no status, nothing that a server writes, no claim of istioctl's,
 * marked as part of this mesh, with the labels and annotations that the file asks for. What the object itself says of a key wins.
 */
export function marked(object: KubeObject, mesh: Marking): KubeObject {
  const marksOf = MARKED.get(mesh) ?? memoByIdentity((one: KubeObject) => mark(one, mesh));
  MARKED.set(mesh, marksOf);
  return marksOf(object);
}

/** Kept by mesh, so that objects which several clusters share stay shared. */
const MARKED = new WeakMap<Marking, (object: KubeObject) => KubeObject>();

function mark(object: KubeObject, marking: Marking): KubeObject {
  const { name: mesh, metadata: own } = marking;
  const { status: _, ...rest } = withoutNulls(object);
  const clean = withoutClaims(rest);
  const { annotations, labels, ...others } = clean.metadata;
  const metadata = Object.fromEntries(
    Object.entries(others).filter(([key]) => !SERVER_METADATA.includes(key)),
  ) as typeof others;
  const allAnnotations = {
    ...own.annotations,
    ...annotations,
    ...(CREATED_KINDS.has(object.kind) ? { [CREATED_BY_ANNOTATION]: mesh } : {}),
  };
  return {
    ...clean,
    metadata: {
      ...metadata,
      labels: { ...own.labels, ...labels, [PART_OF_LABEL]: partOf(marking) },
      ...(Object.keys(allAnnotations).length === 0 ? {} : { annotations: allAnnotations }),
    },
  };
}

/** What may hold others' objects: it carries who made it, because only what we made may ever be deleted. */
const CREATED_KINDS = new Set(["Namespace", "CustomResourceDefinition"]);

function withoutClaims(object: KubeObject): KubeObject {
  const spec = object["spec"];
  const template = isMap(spec) ? spec["template"] : undefined;
  const cleaned = { ...object, metadata: cleanLabels(object.metadata) } as KubeObject;
  if (!isMap(spec) || !isMap(template) || !isMap(template["metadata"])) return cleaned;
  const metadata = cleanLabels(template["metadata"]);
  return { ...cleaned, spec: { ...spec, template: { ...template, metadata } } };
}

function cleanLabels(metadata: JsonMap): JsonMap {
  const labels = metadata["labels"];
  if (!isMap(labels)) return metadata;
  const kept = Object.entries(labels).filter(([key]) => !CLAIMED_BY_ISTIOCTL.test(key));
  return { ...metadata, labels: Object.fromEntries(kept) };
}

/** Whether a live object carries this mesh's label; `part` is what `partOf` gives. */
export function isOurs(object: KubeObject, part: string): boolean {
  return object.metadata.labels?.[PART_OF_LABEL] === part;
}

/**
 * Whether our label, on an object that was never ours, is all that would change. The label only writes down who the owner
 * is, so that is an adoption: every value is already as wanted.
 */
export function isFirstMark(live: KubeObject, fields: readonly FieldChange[]): boolean {
  const [only] = fields;
  if (fields.length !== 1 || only === undefined || only.before !== undefined) return false;
  if (appliedFields(live, FIELD_MANAGER) !== undefined) return false;
  return isWithin(only.path, ["metadata", "labels", PART_OF_LABEL]);
}

/**
 * The body without the created-by mark where somebody else made the live object: the mark is a promise about deletion,
 * so it is only sent to what is absent or carries it already.
 */
export function withHonestOrigin(body: KubeObject, live: KubeObject | undefined): KubeObject {
  if (live === undefined || body.metadata.annotations?.[CREATED_BY_ANNOTATION] === undefined)
    return body;
  if (
    live.metadata.annotations?.[CREATED_BY_ANNOTATION] ===
    body.metadata.annotations[CREATED_BY_ANNOTATION]
  )
    return body;
  const { annotations, ...metadata } = body.metadata;
  const { [CREATED_BY_ANNOTATION]: _, ...others } = annotations;
  const kept = Object.keys(others).length === 0 ? metadata : { ...metadata, annotations: others };
  return { ...body, metadata: kept };
}
