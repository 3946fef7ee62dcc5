import type { KubeObject } from "../../../src/kube/object.ts";
import type { Wait } from "../../../src/planner/action.ts";
import type { World } from "../gated-client.ts";
import { planOf } from "../plans.ts";
import { startPlan } from "../run-plan.ts";

/** A plan that does nothing but wait, in the cluster `east`. */
export const waiting = (...waits: readonly Wait[]) =>
  planOf({ id: "east/attached", kind: { kind: "wait" }, waits });

/** Puts one object after the other, each as soon as the one before was seen. */
export async function succession(
  wait: Wait,
  objects: readonly KubeObject[],
  before: (world: World) => void = () => undefined,
) {
  const { world, clock, events } = startPlan(waiting(wait), {}, before);
  await clock.asleep(wait.timeoutSeconds * 1000);
  for (const object of objects) world.put("east", object);
  return { world, clock, events };
}
