import type { AccessRequest } from "../../kube/access-request.ts";
import type { Cluster, ClusterName, Mesh, TrustSettings } from "../../mesh/model.ts";
import type { Topology } from "../../mesh/topology.ts";
import type { FactName, ReachableFacts } from "../../planner/facts.ts";
import type { PlannedCluster } from "../../planner/plan.ts";
import type { ClusterReader, Handshake } from "../../ports.ts";

/** One cluster of which facts are wanted, as a mesh file or a plan describes it. */
export interface Subject {
  readonly cluster: ClusterName;
  /** Name of the mesh, the namespace of Istio, and the label value of this mesh's objects. */
  readonly mesh: string;
  readonly namespace: string;
  readonly part: string;
  readonly role: PlannedCluster["role"];
  /** The Service of a gateway that others made; absent: the one meshplan makes. */
  readonly gatewayService?: { readonly namespace: string; readonly name: string };
  /** Its istiod runs in another cluster. */
  readonly isHosted: boolean;
  /** It runs an istiod that signs or hands out the root of the mesh. */
  readonly signs: boolean;
  readonly root: TrustSettings["root"];
  /** The components that others deliver into it. */
  readonly external: ReadonlySet<string>;
  /** Absent where a finished plan is looked at once more: most facts are for checks, which have judged it by then. */
  readonly file?: { readonly mesh: Mesh; readonly topology: Topology; readonly cluster: Cluster };
}

/**
 * How a fact reads a cluster. A request that several facts make is sent once, so that they speak of the same moment. A refusal is
 * thrown as every error is: whoever calls the reader makes a fact of it.
 */
export interface FactReader extends Pick<
  ClusterReader,
  "server" | "tlsServerName" | "get" | "list"
> {
  readonly now: Date;
  /** Sees what shows itself on a way that the mesh file names; absent where nobody may be asked but the cluster. */
  readonly handshake?: Handshake;
}

type Value<N extends FactName> = NonNullable<ReachableFacts[N]>;

/** `W`: all that has to be known to read it. */
interface FactRow<N extends FactName, W> {
  readonly name: N;
  /** Undefined where nobody needs it of this cluster. */
  readonly wants: (of: Subject) => W | undefined;
  /** The rights that reading takes, whatever is found: `meshplan rbac` prints them, and tests hold them against the requests. */
  readonly reads: (wanted: W) => readonly AccessRequest[];
  /** Undefined where there is nothing. Says what is there, and judges nothing: that is for a check. */
  readonly read: (client: FactReader, wanted: W) => Promise<Value<N> | undefined>;
  /** No right is asked for because of it: where it may not be read it is as if it were not there. */
  readonly optional?: true;
  /** It is read from Secrets: what is not known where they may not be read, with the codes of the checks that need it. */
  readonly secret?: string;
}

/** A row with its `W` inside: a list of rows has no use for it. */
export interface Fact extends Pick<FactRow<FactName, never>, "name" | "optional" | "secret"> {
  readonly ask: (of: Subject) => Question | undefined;
}

interface Question {
  readonly reads: readonly AccessRequest[];
  readonly read: (client: FactReader) => Promise<Value<FactName> | undefined>;
}

export function fact<N extends FactName, W>(row: FactRow<N, W>): Fact {
  const { wants, reads, read, ...rest } = row;
  return {
    ...rest,
    ask: (of) => {
      const wanted = wants(of);
      if (wanted === undefined) return undefined;
      return { reads: reads(wanted), read: (client) => read(client, wanted) };
    },
  };
}
