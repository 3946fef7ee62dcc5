import type { KubeObject } from "../../kube/object.ts";
import { Allocations } from "./allocations.ts";
import type { SandboxClock } from "./clock.ts";
import { familyOf, KindRegistry, type ServedKind } from "./kinds.ts";
import { Store } from "./store.ts";
import type { TokenBook } from "./tokens.ts";

/** Refuses a write by throwing an ApiFailure; asked before anything is stored, in dry runs too. */
type Admission = (object: KubeObject, kind: ServedKind, operation: "CREATE" | "UPDATE") => void;

/** Answers a path below a pod's proxy, e.g. `/metrics`; undefined where nothing listens. */
type PodProxy = (pod: KubeObject, port: string, path: string) => string | undefined;

/** The log of a pod; undefined where the pod has none. */
type PodLog = (pod: KubeObject) => string | undefined;

/**
 * Why a pod does not run: "waits" leaves it pending; a message is that of a container that ends again and again.
 * Asked each time the pod could start.
 */
export type PodGuard = (pod: KubeObject) => "waits" | { readonly crash: string } | undefined;

/** All the parts of one embedded cluster. Reading and writing happens in writes.ts and deletes.ts. */
export interface EmbeddedCluster {
  readonly name: string;
  readonly store: Store;
  readonly kinds: KindRegistry;
  readonly clock: SandboxClock;
  readonly allocations: Allocations;
  readonly tokens: TokenBook;
  readonly admission: Set<Admission>;
  readonly podProxies: Set<PodProxy>;
  readonly podLogs: Set<PodLog>;
  readonly podGuards: Set<PodGuard>;
  /** PEM of the authority that signs this server's certificate. */
  readonly certificateAuthority: string;
}

interface ClusterParts {
  readonly name: string;
  readonly clock: SandboxClock;
  readonly tokens: TokenBook;
  readonly certificateAuthority: string;
  readonly serviceNetwork: string;
}

export function makeCluster(parts: ClusterParts): EmbeddedCluster {
  const store = new Store();
  return {
    name: parts.name,
    store,
    kinds: new KindRegistry(),
    clock: parts.clock,
    allocations: new Allocations(store, parts.serviceNetwork),
    tokens: parts.tokens,
    admission: new Set(),
    podProxies: new Set(),
    podLogs: new Set(),
    podGuards: new Set(),
    certificateAuthority: parts.certificateAuthority,
  };
}

/** The built-in or custom kind; a kind that nothing serves is a bug. */
export function kindOf(cluster: EmbeddedCluster, apiVersion: string, kind: string): ServedKind {
  const found = cluster.kinds.of(apiVersion, kind);
  if (found === undefined) throw new Error(`internal: ${apiVersion} ${kind} is not served`);
  return found;
}

export function readObject(
  cluster: EmbeddedCluster,
  kind: ServedKind,
  namespace: string | undefined,
  name: string,
): KubeObject | undefined {
  return cluster.store.get(familyOf(kind), kind.namespaced ? namespace : undefined, name);
}

export function listObjects(
  cluster: EmbeddedCluster,
  kind: ServedKind,
  namespace?: string,
): readonly KubeObject[] {
  return cluster.store.list(familyOf(kind), kind.namespaced ? namespace : undefined);
}
