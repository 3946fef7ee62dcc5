import { type FieldPath, isWithin, type PathPattern } from "../../kube/field-path.ts";
import type { JsonMap } from "../../kube/object.ts";
import type { PatchedFields } from "../../planner/change.ts";
import type { Risk } from "./risk.ts";
import type {
  ActionView,
  ChangeView,
  DeliveryView,
  PendingView,
  PlanView,
  RiskView,
} from "../view.ts";

/** A plan before anybody judged it. */
export type UnjudgedView = Omit<PlanView, "risks" | "summary" | "actions"> & {
  readonly actions: readonly UnjudgedAction[];
};
export type UnjudgedAction = Omit<ActionView, "risk" | "risk_reason" | "changes" | "delivery"> & {
  readonly changes: readonly UnjudgedChange[];
  readonly delivery?: UnjudgedDelivery;
};
export type UnjudgedDelivery = Omit<DeliveryView, "pending"> & {
  readonly pending: readonly Omit<PendingView, "risk" | "risk_reason">[];
};
export type UnjudgedChange = Omit<ChangeView, "risk" | "risk_reason">;

/** What happens to an object, whoever writes it. */
export type PlannedChange = Pick<UnjudgedChange, "verb" | "object">;

/**
 * One object of the plan, with all of it that meshplan sends: also of an update, where the view has the changed fields only. Of
 * what others apply from a rendered file, all that they are to write.
 */
export interface PlannedObject {
  readonly action: UnjudgedAction;
  readonly change: PlannedChange;
  /** As people read it: Istio's namespace goes without saying. */
  readonly name: string;
  /** Secret and unknown leaves are null. */
  readonly body: JsonMap;
  /** The fields that an update moves. */
  readonly moved: readonly FieldPath[];
  /** The fields that patches of the mesh file set. */
  readonly patched: readonly PatchedFields[];
}

export interface RiskInput {
  readonly view: UnjudgedView;
  /** What apply writes, or others are to write before it goes on; what is deleted has no body. */
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
   * Whether a field makes it or undoes it: an update of the object that moves none of them did not bring it. Absent: every
   * update counts.
   */
  readonly movedBy?: (path: FieldPath) => boolean;
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

/** For `movedBy`: the fields that these patterns lead to. */
export function within(...patterns: readonly PathPattern[]): (path: FieldPath) => boolean {
  return (path) => patterns.some((pattern) => isWithin(path, pattern));
}

/** A finding about one object, named with its kind. */
export function findingOf(
  object: PlannedObject,
  risk: Risk,
  text: string,
  { detail = "", movedBy }: { readonly detail?: string } & Pick<Finding, "movedBy"> = {},
): Finding {
  const { name, action } = object;
  const subject = detail === "" ? name : `${name}, ${detail}`;
  return {
    risk,
    text,
    subject: `${subject}${byOthers(action)}`,
    cluster: object.action.cluster,
    of: object,
    ...(movedBy === undefined ? {} : { movedBy }),
  };
}

/** What a reviewer is told besides of what meshplan does not write itself; nothing of all else. */
export function byOthers({ delivery }: Pick<UnjudgedAction, "delivery">): string {
  return delivery === undefined ? "" : `, applied by ${delivery.by ?? "others"}`;
}
