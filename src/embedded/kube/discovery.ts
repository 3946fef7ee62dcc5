import type { Json, JsonMap } from "../../kube/object.ts";
import type { KindRegistry, ServedKind } from "./kinds.ts";

const VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

/** `/api` and `/apis` in one document each, for clients that ask for `APIGroupDiscoveryList`. */
export function aggregatedDiscovery(kinds: KindRegistry, core: boolean): JsonMap {
  const groups = [...kinds.groups()].filter(([group]) => (group === "") === core);
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items: groups.map(([group, served]) => ({
      metadata: { name: group, creationTimestamp: null },
      versions: versionsOf(served).map((version) => ({
        version,
        freshness: "Current",
        resources: served.filter((kind) => kind.version === version).map(aggregatedKind),
      })),
    })),
  };
}

function aggregatedKind(kind: ServedKind): JsonMap {
  const responseKind = { group: kind.group, version: kind.version, kind: kind.kind };
  const parts = subresourcesOf(kind).map(({ name, kind: partKind, verbs }) => ({
    subresource: name,
    responseKind: { ...responseKind, kind: partKind },
    verbs,
  }));
  return {
    resource: kind.plural,
    responseKind,
    scope: kind.namespaced ? "Namespaced" : "Cluster",
    singularResource: kind.singular,
    verbs: VERBS,
    ...(kind.shortNames.length === 0 ? {} : { shortNames: [...kind.shortNames] }),
    ...(kind.categories.length === 0 ? {} : { categories: [...kind.categories] }),
    ...(parts.length === 0 ? {} : { subresources: parts }),
  };
}

interface Subresource {
  readonly name: string;
  readonly kind: string;
  readonly verbs: string[];
}

function subresourcesOf(kind: ServedKind): readonly Subresource[] {
  const status: Subresource = {
    name: "status",
    kind: kind.kind,
    verbs: ["get", "patch", "update"],
  };
  const parts = kind.hasStatus ? [status] : [];
  if (kind.kind === "ServiceAccount" && kind.group === "")
    return [...parts, { name: "token", kind: "TokenRequest", verbs: ["create"] }];
  return parts;
}

export function coreVersions(address: string): JsonMap {
  return {
    kind: "APIVersions",
    versions: ["v1"],
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: address }],
  };
}

export function groupList(kinds: KindRegistry): JsonMap {
  const groups = [...kinds.groups()].filter(([group]) => group !== "");
  return {
    kind: "APIGroupList",
    apiVersion: "v1",
    groups: groups.map(([group, served]) => groupOf(group, served)),
  };
}

function groupOf(name: string, served: readonly ServedKind[]): JsonMap {
  const versions = versionsOf(served).map((version) => ({
    groupVersion: `${name}/${version}`,
    version,
  }));
  return { name, versions, preferredVersion: versions[0] ?? null };
}

/** One group, as `/apis/GROUP` answers; undefined for an unknown one. */
export function oneGroup(kinds: KindRegistry, group: string): JsonMap | undefined {
  const served = kinds.groups().get(group);
  if (served === undefined) return undefined;
  return { kind: "APIGroup", apiVersion: "v1", ...groupOf(group, served) };
}

/** The kinds of one group and version, as `/apis/GROUP/VERSION` answers. */
export function resourceList(
  kinds: KindRegistry,
  group: string,
  version: string,
): JsonMap | undefined {
  const served = (kinds.groups().get(group) ?? []).filter((kind) => kind.version === version);
  if (served.length === 0) return undefined;
  const resources = served.flatMap((kind): JsonMap[] => [
    {
      name: kind.plural,
      singularName: kind.singular,
      namespaced: kind.namespaced,
      kind: kind.kind,
      verbs: VERBS,
      ...(kind.shortNames.length === 0 ? {} : { shortNames: [...kind.shortNames] }),
      ...(kind.categories.length === 0 ? {} : { categories: [...kind.categories] }),
    },
    ...subresourcesOf(kind).map((part) => ({
      name: `${kind.plural}/${part.name}`,
      singularName: "",
      namespaced: kind.namespaced,
      kind: part.kind,
      verbs: part.verbs,
    })),
  ]);
  const groupVersion = group === "" ? version : `${group}/${version}`;
  return { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources };
}

function versionsOf(served: readonly ServedKind[]): readonly string[] {
  return [...new Set(served.map((kind) => kind.version))];
}

export const SERVER_VERSION: Json = {
  major: "1",
  minor: "35",
  gitVersion: "v1.35.4+meshplan",
  gitCommit: "embedded",
  gitTreeState: "clean",
  buildDate: "2026-01-01T00:00:00Z",
  goVersion: "none",
  compiler: "none",
  platform: "linux/amd64",
};
