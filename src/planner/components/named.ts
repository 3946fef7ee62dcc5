import type { Component } from "./component.ts";
import { COMPONENTS } from "./registry.ts";

const BY_NAME = new Map(COMPONENTS.map((component) => [component.name, component]));

/** The component of an action. Undefined for a name that none has: a plan of another version may say anything. */
export function componentNamed(name: string): Component | undefined {
  return BY_NAME.get(name);
}

/** Where a component stands in the order in which a cluster is built. */
export function placeOf(component: string): number {
  return COMPONENTS.findIndex(({ name }) => name === component);
}
