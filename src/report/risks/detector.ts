import type { JsonMap } from "../../kube/object.ts";
import type { Risk } from "./risk.ts";
import type { ActionView, ChangeView, PlanView, RiskView } from "../view.ts";

/** A plan before anybody judged it. */
export type UnjudgedView = Omit<PlanView, "risks" | "summary" | "actions"> & {
  readonly actions: readonly UnjudgedAction[];
};
export type UnjudgedAction = Omit<ActionView, "risk" | "risk_reason" | "changes"> & {
  readonly changes: readonly UnjudgedChange[];
};
export type UnjudgedChange = Omit<ChangeView, "risk" | "risk_reason">;

/** One object of the plan, with all of it that meshplan sends: also of an update, where the view has the changed fields only. */
export interface PlannedObject {
  readonly action: UnjudgedAction;
  readonly change: UnjudgedChange;
  /** As people read it: Istio's namespace goes without saying. */
  readonly name: string;
  /** Secret and unknown leaves are null. */
  readonly body: JsonMap;
}

export interface RiskInput {
  readonly view: UnjudgedView;
  /** What apply writes; what it deletes has no body. */
  readonly written: readonly PlannedObject[];
  /** Every object of the plan, unchanged ones too. */
  readonly planned: readonly PlannedObject[];
}

/** What one detector found in one cluster. */
export interface Finding {
  readonly risk: Risk;
  /** What is the matter, the same for every finding of its kind. May be empty where the topic says it. */
  readonly text: string;
  /** What it is about, with every value a reviewer has to see. */
  readonly subject: string;
  /** Absent where it is about the whole mesh. */
  readonly cluster?: string;
  /** The object that is to blame: it gets this risk, and stands in a row of its own. */
  readonly of?: PlannedObject;
  /**
   * Paths of fields that make it or undo it: an update of the object that moves none of them did not bring it. Absent: every
   * update counts.
   */
  readonly movedBy?: RegExp;
  /** The action where no single object is to blame. */
  readonly action?: string;
}

/**
 * One way in which a plan can be dangerous, looked for in everything that it writes.
 *
 * A detector judges what is there, whoever put it there: the mesh file, a patch, a renderer or its charts.
 */
export interface Detector {
  /** The word under which people read it. Several detectors may share one. */
  readonly topic: RiskView["topic"];
  readonly find: (input: RiskInput) => readonly Finding[];
}

/** A finding about one object, named with its kind. */
export function findingOf(
  object: PlannedObject,
  risk: Risk,
  text: string,
  { detail = "", movedBy }: { readonly detail?: string; readonly movedBy?: RegExp } = {},
): Finding {
  const { name } = object;
  return {
    risk,
    text,
    subject: detail === "" ? name : `${name}, ${detail}`,
    cluster: object.action.cluster,
    of: object,
    ...(movedBy === undefined ? {} : { movedBy }),
  };
}
