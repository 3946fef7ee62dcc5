import { deliveryOf } from "../../../mesh/delivery.ts";
import type { Action } from "../../action.ts";
import type { Component, Place } from "../component.ts";
import { COMPONENTS } from "../registry.ts";

/** The components that a cluster has and that others deliver into it. */
export function deliveredByOthers(place: Place): readonly Component[] {
  const { cluster } = place;
  return COMPONENTS.filter(
    ({ name, on, delivery }) =>
      delivery !== undefined &&
      deliveryOf(cluster, name) === "external" &&
      on(place) &&
      delivery.unless?.(cluster) !== true,
  );
}

/** The names of the same, from the actions of a plan. */
export function deliveredIn(actions: readonly Action[]): readonly string[] {
  const found = new Set<string>(
    actions.filter(({ delivery }) => delivery?.mode === "external").map((one) => one.component),
  );
  return COMPONENTS.map(({ name }) => name).filter((name) => found.has(name));
}
