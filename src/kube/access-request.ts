import { kindInfo } from "./kinds.ts";
import type { ObjectRef } from "./object.ts";

/** A request as an authorizer sees it, in the terms of a SelfSubjectAccessReview; `*` is a value like any other. */
export interface AccessRequest {
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  /** Plural: `deployments`; with a subresource `pods/proxy`. */
  readonly resource: string;
  /** Absent: the resource belongs to the cluster, or all namespaces are meant. */
  readonly namespace?: string;
  /** Absent: any name. */
  readonly name?: string;
}

/** A verb on one object; without a name, on all objects of its kind in its namespace, or in all namespaces. */
export function accessTo(
  verb: string,
  { apiVersion, kind, namespace, name }: Omit<ObjectRef, "name"> & { readonly name?: string },
): AccessRequest {
  const info = kindInfo(apiVersion, kind);
  if (info === undefined) throw new Error(`internal: no resource known for ${apiVersion} ${kind}`);
  return {
    verb,
    group: info.group,
    resource: info.plural,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}
