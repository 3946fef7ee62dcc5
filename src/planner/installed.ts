import type { ObjectRef } from "../kube/object.ts";

/** One object that others brought. */
export interface InstalledObject {
  readonly object: ObjectRef;
  /** Who brought it, where it tells: `Helm release istiod`. */
  readonly by?: string;
}

export interface InstalledNamespace extends InstalledObject {
  /** Label topology.istio.io/network. */
  readonly network?: string;
  /** Annotation topology.istio.io/controlPlaneClusters. */
  readonly controlPlaneClusters?: string;
}

/** One istiod with the configuration it reads at its start. */
export interface InstalledIstiod extends InstalledObject {
  /** Empty for the one that has none. */
  readonly revision: string;
  /** Of its image or its labels, such as `1.31.0`. */
  readonly version?: string;
  readonly clusterId?: string;
  readonly network?: string;
  readonly meshId?: string;
  readonly trustDomain: string;
  /** Whether it manages the remotes whose namespace names it. */
  readonly externalIstiod: boolean;
}

/** The injection webhook of a tag. */
export interface InstalledTag extends InstalledObject {
  readonly tag: string;
  readonly revision: string;
}

/** An injection webhook: who completes the pods of a cluster. */
export interface InstalledInjector extends InstalledObject {
  readonly revision: string;
  /** Paths its webhooks are called at, sorted, each once. */
  readonly paths: readonly string[];
}

/** A Service `istiod` without pods of its own. */
export interface InstalledPointer extends InstalledObject {
  /** Addresses, or the host name of an alias. */
  readonly leadsTo: readonly string[];
}

/** What the account may do through cluster roles by which the istiods of other clusters read this one. */
export interface InstalledReader extends InstalledObject {
  readonly exists: boolean;
  readonly rules: readonly AccessRule[];
}

export interface AccessRule {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

export interface InstalledControlPlane {
  /** Of a primary. */
  readonly istiods: readonly InstalledIstiod[];
  readonly injectors: readonly InstalledInjector[];
  /** Of a remote. */
  readonly pointers: readonly InstalledPointer[];
  readonly reader: InstalledReader;
}

/** The Service of an east-west gateway. */
export interface InstalledGateway extends InstalledObject {
  readonly type: string;
  readonly network?: string;
  readonly ports: readonly number[];
  /** Whether it selects pods that the exposes select, too. */
  readonly isSelectedByExposes: boolean;
  readonly address?: string;
}

/**
 * What is there of the components that others deliver into one cluster: as much of it as is checked, as plain data, so that
 * a plan can tell whether it moved. A component that could not be read is absent.
 */
export interface Installed {
  readonly namespace?: readonly InstalledNamespace[];
  readonly "control-plane"?: InstalledControlPlane;
  readonly "gateway-address"?: readonly InstalledGateway[];
  readonly tags?: readonly InstalledTag[];
  /** Of the others: those of their expected objects that are there. */
  readonly [component: string]: readonly InstalledObject[] | InstalledControlPlane | undefined;
}

/** The objects that were found of a component, where more is not known of it. */
export function foundObjects(installed: Installed, component: string): readonly InstalledObject[] {
  const found = installed[component];
  return found !== undefined && "map" in found ? found : [];
}
