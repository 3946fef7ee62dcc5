import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Source } from "../diagnostics/source.ts";
import type { Mesh } from "../mesh/model.ts";
import type { Topology } from "../mesh/topology.ts";
import type { Plan } from "../planner/plan.ts";
import type { OnStep } from "../planner/plan-step.ts";

/** A mesh and who serves whom in it. */
export interface Planned {
  readonly mesh: Mesh;
  readonly topology: Topology;
}

/** A mesh file in which nothing is wrong. */
export interface GoodMesh extends Planned {
  readonly source: Source;
}

export interface PlanOptions {
  /** The folder of the mesh file, from the working directory; absent: the same. */
  readonly folder?: string;
  readonly allowUnreachable: boolean;
  /** Only `get` and `list` are sent: no dry runs and no access reviews. Apply refuses such a plan. */
  readonly readOnly?: boolean;
  readonly onStep?: OnStep;
}

/** A plan, or the errors that stand in its way. */
export interface PlanOutcome {
  readonly plan?: Plan;
  readonly diagnostics: readonly Diagnostic[];
}
