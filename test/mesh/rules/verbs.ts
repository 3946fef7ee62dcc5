import { expect } from "vitest";
import type { Mesh } from "../../../src/mesh/model.ts";
import type { Rule } from "../../../src/mesh/rules/rule.ts";
import { topologyOf } from "../../../src/mesh/topology.ts";

/** The two verbs the tests of rules are written in. */
export function expectAccepted(rule: Rule, mesh: Mesh): void {
  expect(rule(mesh, topologyOf(mesh))).toEqual([]);
}

/** Expects these messages, in this order, and a next step and a place with each. */
export function expectRefused(rule: Rule, mesh: Mesh, ...messages: readonly string[]): void {
  const found = rule(mesh, topologyOf(mesh));
  expect(found.map(({ message }) => message)).toEqual(messages);
  for (const { help, at } of found) {
    expect(help).not.toBe("");
    expect(at).toBeDefined();
  }
}
