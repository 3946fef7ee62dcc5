import { type KubeObject, refOf } from "../../src/kube/object.ts";
import type { Action } from "../../src/planner/action.ts";
import type { Change } from "../../src/planner/change.ts";
import { bodyHash } from "../../src/planner/digest.ts";
import { pathOf } from "../kube/printed-path.ts";
import type { Plan } from "../../src/planner/plan.ts";

/** An object of a plan. */
export interface Place {
  readonly action: Action;
  readonly change: Change;
}

/** A plan in which one object is another, and is created or updated in the fields that move. */
export function spoilt(
  plan: Plan,
  one: Place & { readonly body: KubeObject; readonly verb: "create" | "update" },
  moves: string,
): Plan {
  const { action, change, body, verb } = one;
  const hash = bodyHash(body);
  const fields = verb === "update" ? [{ path: pathOf(moves), before: 1, after: 2 }] : [];
  const changed: Change = { ...change, verb, fields, body: hash, object: refOf(body) };
  return {
    ...plan,
    bodies: new Map<string, KubeObject>([...plan.bodies, [hash, body]]),
    actions: plan.actions.map((one): Action =>
      one.id === action.id
        ? { ...one, changes: one.changes.map((each) => (each === change ? changed : each)) }
        : one,
    ),
  };
}
