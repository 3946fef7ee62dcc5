/**
 * Fields of `metadata` that an API server writes. None of them is part of what somebody wants: a server drops some silently and
 * answers others, such as yesterday's resourceVersion, with a conflict that no second plan resolves.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/ ("populated by the system").
 */
export const SERVER_METADATA: readonly string[] = [
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "managedFields",
  "selfLink",
];

/**
 * Fields of `metadata` whose owners a server never tracks, for it fills them or knows the object by them.
 *
 * Source: apimachinery managedfields/internal/stripmeta.go.
 */
export const UNTRACKED_METADATA: readonly string[] = [
  "name",
  "namespace",
  "creationTimestamp",
  "selfLink",
  "uid",
  "clusterName",
  "generation",
  "managedFields",
  "resourceVersion",
];
