import type { DesiredAction } from "../../src/planner/desired-action.ts";
import { makePlan, type PlanFrame } from "../../src/planner/make-plan.ts";
import type { Observed } from "../../src/planner/observed.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { desiredOf, emptyCluster, nothingThere, SEED_TEXT } from "./seed.ts";

export const BOTH = [emptyCluster("cluster1"), emptyCluster("cluster2")];
export const FRAME: PlanFrame = {
  mesh: "mesh1",
  file: "mesh.yaml",
  istioVersion: "1.31.0",
  namespace: "istio-system",
  renderer: { kind: "outline", version: "1.31.0" },
  complete: true,
  clusters: BOTH.map((facts) => ({
    name: facts.cluster,
    role: facts.cluster === "cluster1" ? "primary" : "remote",
    network: "network1" as never,
    context: facts.cluster,
    written: { context: facts.cluster },
    reachable: true,
    identity: facts.identity ?? "",
    embedded: false,
    line: 6,
  })),
  diagnostics: [],
};
export const SEED = desiredOf(SEED_TEXT, BOTH);
/** A plan of the seed on empty clusters. */
export const planned = (
  actions: readonly DesiredAction[] = SEED,
  observed: Observed = nothingThere(actions),
): Plan => makePlan(FRAME, actions, observed).plan;
