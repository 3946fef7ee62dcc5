import { outlineObjects } from "../../src/embedded/istio/outline/outline.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { desiredState } from "../../src/planner/desired.ts";
import type { DesiredAction } from "../../src/planner/desired-action.ts";
import { makePlan } from "../../src/planner/make-plan.ts";
import { type ManifestRequest, renderRequests } from "../../src/planner/render-requests.ts";
import type { Observed } from "../../src/planner/observed.ts";
import { planFrame } from "../../src/planner/plan-frame.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { unreadTrust } from "../../src/planner/trust.ts";
import { emptyCluster, meshOf, nothingThere } from "../planner/seed.ts";

/**
 * The plan of a mesh file, with the objects of the built-in outline, and what a renderer adds in cluster1. Its clusters are
 * empty unless something is observed in them.
 */
export function outlinePlan(
  text: string,
  added: readonly KubeObject[] = [],
  observed?: (actions: readonly DesiredAction[]) => Observed,
): Plan {
  const render = (one: ManifestRequest): readonly KubeObject[] => [
    ...outlineObjects(one),
    ...(one.for === "cluster1/control-plane" ? added : []),
  ];
  return renderedPlan(text, render, observed, "outline");
}

/** One mesh for each text, so that objects that many plans share are marked and hashed once. */
const meshes = new Map<string, ReturnType<typeof meshOf>>();

function parsed(text: string): ReturnType<typeof meshOf> {
  const mesh = meshes.get(text) ?? meshOf(text);
  meshes.set(text, mesh);
  return mesh;
}

/** The plan of a mesh file with what a renderer makes of each request. */
export function renderedPlan(
  text: string,
  render: (request: ManifestRequest) => readonly KubeObject[],
  observed: (actions: readonly DesiredAction[]) => Observed = nothingThere,
  kind: Plan["renderer"]["kind"] = "istioctl",
): Plan {
  const { mesh, topology } = parsed(text);
  const facts = mesh.clusters.map(({ name }) => emptyCluster(name));
  const lineOf = (span: { readonly start: number }): number =>
    text.slice(0, span.start).split("\n").length;
  const trust = unreadTrust(mesh);
  const desired = desiredState({
    mesh,
    topology,
    facts: new Map(facts.map((one) => [one.cluster, one])),
    manifests: new Map(
      renderRequests(mesh, topology).map((one) => [one.for, render(one)] as const),
    ),
    trust,
    lineOf: ({ at }) => lineOf(at),
  });
  const frame = planFrame({
    mesh,
    file: "mesh.yaml",
    renderer: { kind, version: mesh.istio.version },
    facts,
    trust,
    lineOf,
    diagnostics: [],
    readOnly: false,
    folder: "/meshes",
  });
  return makePlan(frame, desired, observed(desired)).plan;
}
