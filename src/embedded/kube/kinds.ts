import { allKinds, type KindInfo } from "../../kube/kinds.ts";
import type { JsonMap } from "../../kube/object.ts";
import { builtinSchema } from "../../kube/schema/builtin.ts";
import type { FieldSchema, Schema } from "../../kube/schema/schema.ts";

/** One kind the server serves, at one version. */
export interface ServedKind {
  readonly group: string;
  readonly version: string;
  /** `apps/v1`, `v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly hasStatus: boolean;
  /** Read at first use: most kinds are never touched. */
  readonly schema: () => Schema;
  /** Set for kinds that a CustomResourceDefinition defines. */
  readonly custom?: CustomKind;
}

interface CustomKind {
  readonly storageVersion: string;
  readonly columns: readonly PrinterColumn[];
  /** The version's openAPIV3Schema, for validation and defaults. */
  readonly openApi: () => JsonMap;
}

export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly priority?: number;
}

const VERSIONS: Readonly<Record<string, string>> = { autoscaling: "v2" };

const SHORT_NAMES: Readonly<Record<string, readonly string[]>> = {
  namespaces: ["ns"],
  nodes: ["no"],
  configmaps: ["cm"],
  services: ["svc"],
  serviceaccounts: ["sa"],
  pods: ["po"],
  endpoints: ["ep"],
  events: ["ev"],
  resourcequotas: ["quota"],
  deployments: ["deploy"],
  replicasets: ["rs"],
  daemonsets: ["ds"],
  horizontalpodautoscalers: ["hpa"],
  poddisruptionbudgets: ["pdb"],
  networkpolicies: ["netpol"],
  customresourcedefinitions: ["crd", "crds"],
};

const WITH_STATUS = new Set([
  "Namespace",
  "Node",
  "Service",
  "Pod",
  "ResourceQuota",
  "Deployment",
  "ReplicaSet",
  "DaemonSet",
  "HorizontalPodAutoscaler",
  "PodDisruptionBudget",
  "CustomResourceDefinition",
]);

const IN_ALL = new Set([
  "Pod",
  "Service",
  "Deployment",
  "ReplicaSet",
  "DaemonSet",
  "HorizontalPodAutoscaler",
]);

function builtinKind({ group, kind, plural, namespaced }: KindInfo): ServedKind {
  const version = VERSIONS[group] ?? "v1";
  return {
    group,
    version,
    apiVersion: group === "" ? version : `${group}/${version}`,
    kind,
    plural,
    singular: kind.toLowerCase(),
    shortNames: SHORT_NAMES[plural] ?? [],
    categories: IN_ALL.has(kind) ? ["all"] : [],
    namespaced,
    hasStatus: WITH_STATUS.has(kind),
    schema: () => withIdentity(kind),
  };
}

const identified = new Map<string, Schema>();

/** The type tables leave out `apiVersion` and `kind`, which every object has. */
function withIdentity(kind: string): Schema {
  const known = identified.get(kind);
  if (known !== undefined) return known;
  const text: FieldSchema = { schema: { scalar: "string" }, zero: "keep" };
  const own = builtinSchema(kind).map?.fields ?? [];
  const fields = new Map([["apiVersion", text], ["kind", text], ...own]);
  const schema: Schema = { map: { fields, atomic: false } };
  identified.set(kind, schema);
  return schema;
}

/** The kinds of one server: the built-in ones, and what its CustomResourceDefinitions add. */
export class KindRegistry {
  readonly #byPath = new Map<string, ServedKind>();
  #groups: ReadonlyMap<string, readonly ServedKind[]> | undefined;

  constructor() {
    for (const info of allKinds()) if (!info.isCustom) this.add(builtinKind(info));
  }

  add(kind: ServedKind): void {
    this.#byPath.set(pathKey(kind.group, kind.version, kind.plural), kind);
    this.#groups = undefined;
  }

  removeAll(group: string, plural: string): void {
    for (const [key, kind] of this.#byPath)
      if (kind.group === group && kind.plural === plural) this.#byPath.delete(key);
    this.#groups = undefined;
  }

  at(group: string, version: string, plural: string): ServedKind | undefined {
    return this.#byPath.get(pathKey(group, version, plural));
  }

  /** The kind of a body; undefined when no served version has it. */
  of(apiVersion: string, kind: string): ServedKind | undefined {
    return this.all().find((one) => one.apiVersion === apiVersion && one.kind === kind);
  }

  servesVersion(group: string, version: string): boolean {
    return (this.groups().get(group) ?? []).some((kind) => kind.version === version);
  }

  /** Kinds by group, core first; versions of a group in priority order. */
  groups(): ReadonlyMap<string, readonly ServedKind[]> {
    if (this.#groups !== undefined) return this.#groups;
    const groups = new Map<string, ServedKind[]>();
    for (const kind of this.#byPath.values()) {
      const known = groups.get(kind.group);
      if (known === undefined) groups.set(kind.group, [kind]);
      else known.push(kind);
    }
    for (const kinds of groups.values())
      kinds.sort((a, b) => compareVersions(a.version, b.version) || (a.plural < b.plural ? -1 : 1));
    this.#groups = groups;
    return groups;
  }

  all(): readonly ServedKind[] {
    return [...this.#byPath.values()];
  }
}

function pathKey(group: string, version: string, plural: string): string {
  return `${group}/${version}/${plural}`;
}

/** Newest first: v2, v1, v1beta1, v1alpha3. */
function compareVersions(a: string, b: string): number {
  const rank = (version: string): number => {
    const [, major = "0", stage, minor = "0"] =
      /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
    const stageRank = stage === undefined ? 2 : stage === "beta" ? 1 : 0;
    return stageRank * 1_000_000 + Number(major) * 1_000 + Number(minor);
  };
  return rank(b) - rank(a);
}

/** Objects of all versions of a kind are kept together: `deployments.apps`, `pods`. */
export function familyOf(kind: { readonly plural: string; readonly group: string }): string {
  return kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`;
}
