import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Mesh } from "../model.ts";
import type { Rule } from "./rule.ts";

/** Less than any image takes to start, and any load balancer to be made. */
const SHORTEST_SECONDS = 10;

/** MP0450, a warning: an apply that gives up before anything can be ready fails every time, and blames the cluster. */
export const timeoutsAreLongEnough: Rule = (mesh) => [
  ...check(mesh, "address", mesh.timeouts.addressSeconds, "a load balancer"),
  ...check(mesh, "ready", mesh.timeouts.readySeconds, "istiod"),
];

function check(mesh: Mesh, field: string, seconds: number, what: string): readonly Diagnostic[] {
  if (seconds >= SHORTEST_SECONDS) return [];
  return [
    {
      code: "MP0450",
      message: `timeouts.${field} is ${String(seconds)} s, and ${what} takes longer`,
      help: "remove it for the default, or write a minute or more; waiting ends as soon as the thing is there",
      at: mesh.fieldsAt?.[`timeouts.${field}`] ?? mesh.at,
    },
  ];
}
