import type { ObjectRef } from "../diagnostics/object-ref.ts";

export type { ObjectRef };

/** Any JSON value. Kubernetes objects stay raw JSON end to end: generated models lose fields they do not know. */
export type Json = null | boolean | number | string | readonly Json[] | JsonMap;
export interface JsonMap {
  readonly [key: string]: Json | undefined;
}

export interface ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly time?: string;
  readonly fieldsType?: "FieldsV1";
  readonly fieldsV1?: JsonMap;
  readonly subresource?: string;
}

export interface ObjectMeta extends JsonMap {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
}

/** One Kubernetes object as the API server sends or takes it. */
export interface KubeObject extends JsonMap {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** The object's name in messages: `Deployment istio-system/istiod`, `ClusterRole istiod-clusterrole-istio-system`. */
export function refText(ref: ObjectRef): string {
  return `${ref.kind} ${ref.namespace === undefined ? "" : `${ref.namespace}/`}${ref.name}`;
}

export function refOf(object: KubeObject): ObjectRef {
  const { name, namespace } = object.metadata;
  const base = { apiVersion: object.apiVersion, kind: object.kind, name };
  return namespace === undefined ? base : { ...base, namespace };
}

/** The entries of `metadata.managedFields`; empty for objects older than field tracking. */
export function managedFieldsOf(object: KubeObject): readonly ManagedFieldsEntry[] {
  return (object.metadata["managedFields"] ?? []) as unknown as readonly ManagedFieldsEntry[];
}

export function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
