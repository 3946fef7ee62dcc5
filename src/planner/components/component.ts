import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { JsonMap, KubeObject, ObjectRef } from "../../kube/object.ts";
import type { Cluster, Mesh, Revision } from "../../mesh/model.ts";
import type { Topology } from "../../mesh/topology.ts";
import type { ActionId, Wait } from "../action.ts";
import type { DesiredAction } from "../desired-action.ts";
import type { Installed } from "../installed.ts";
import type { BuildContext } from "./build-context.ts";
import type { CheckContext } from "./installed/check-context.ts";

/** A cluster in its mesh. */
export interface Place {
  readonly mesh: Mesh;
  readonly topology: Topology;
  readonly cluster: Cluster;
}

/** One manifest that a component needs rendered. */
export interface RenderRequest {
  /** The action it is rendered for. */
  readonly for: ActionId;
  readonly revision: Revision;
  /** Built only where it is rendered: most of a plan needs to know what there is, and not how it is made. */
  readonly operator: (ipv6: ReadonlySet<string>) => JsonMap;
}

/** How a component is delivered by others than meshplan. Absent: meshplan alone brings it, because it is made in memory. */
interface ComponentDelivery {
  /** Where its file stands among those of a cluster; applied in this order each finds what it needs. Tens leave room between. */
  readonly order: number;
  /** Whether a rule of its own looks at what others brought, so that it is not looked for here. */
  readonly unless?: (cluster: Cluster) => boolean;
  /** What is looked for in its cluster: one object of each list has to be there. */
  readonly expects?: (namespace: string) => readonly (readonly ObjectRef[])[];
  /** More than that: what is wrong with what was found. Called only where it could be read. */
  readonly check?: (context: CheckContext, installed: Installed) => readonly Diagnostic[];
  /** What apply may wait for before anybody looked what others installed. */
  readonly waits?: (role: Cluster["role"]) => readonly UnplacedWait[];
}

/** A wait for an object in Istio's namespace. */
type UnplacedWait = Pick<Wait<"deployment-available" | "load-balancer-address">, "kind" | "name">;

/**
 * One part of a mesh. Everything that is known of it stands in its folder and is read from here: another one is a folder and
 * a line in registry.ts.
 */
export interface Component {
  /** In the ids of its actions, `cluster1/gateway`, and where others may deliver it in the mesh file. */
  readonly name: string;
  /** What it is for, in one sentence: `meshplan explain cluster1/gateway`. */
  readonly purpose: string;
  /** Whether a cluster has it, whoever brings it there. Facts may still say that nothing is left to do. */
  readonly on: (place: Place) => boolean;
  readonly requests?: (place: Place) => readonly RenderRequest[];
  /** Whether it writes an object that is rendered for another component, `from`. */
  readonly takes?: (object: KubeObject, from: string) => boolean;
  /** Its actions on a cluster that has it. */
  readonly build: (context: BuildContext) => readonly DesiredAction[];
  readonly delivery?: ComponentDelivery;
  /** Its objects come from Istio's own manifests, so that those of a plain Istio of the same version say what is usual. */
  readonly isPlain?: true;
  /** Nothing of the mesh goes through it: patches may change all of it. */
  readonly isApart?: true;
}
