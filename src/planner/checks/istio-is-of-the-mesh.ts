import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ClusterName } from "../../mesh/model.ts";
import type { ForeignObject, ReachableFacts } from "../facts.ts";
import type { Installed, InstalledObject } from "../installed.ts";
import type { Check } from "./check.ts";

/**
 * MP0502: an Istio that this mesh did not install. Until adoption is built each is an error before any write, unless the file says
 * that others deliver the control plane.
 */
export const istioIsOfTheMesh: Check<"facts"> = {
  over: "facts",
  codes: ["MP0502"],
  check: ({ mesh, known }) =>
    known.flatMap(({ facts }) => [
      ...(facts.foreign ?? []).map((one) => foreign(facts.cluster, one)),
      ...releasesOfNobody(facts).map((release): Diagnostic => ({
        code: "MP0502",
        message: `the Helm release ${release} is installed in ${mesh.istio.namespace}`,
        help: wayOut(facts.cluster, "helm uninstall"),
        cluster: facts.cluster,
      })),
    ]),
};

function foreign(cluster: ClusterName, { object, by, ofAnotherMesh }: ForeignObject): Diagnostic {
  const place = { code: "MP0502", cluster, object } as const;
  if (ofAnotherMesh === true)
    return {
      ...place,
      message: "an Istio that meshplan installed for another mesh is already there",
      help: `keep the name of that mesh under mesh:, which cannot be changed, or leave ${cluster} out of this one`,
    };
  return {
    ...place,
    message: `an Istio that this mesh did not install is already there${by === undefined ? "" : ` (${by})`}`,
    help: wayOut(cluster, "istioctl uninstall, helm uninstall"),
  };
}

/** A gateway may be of a Helm release although istiod is ours: then the file leaves that release to others. */
function releasesOfNobody({
  helmReleases = [],
  installed = {},
}: ReachableFacts): readonly string[] {
  const known = deliverers(installed);
  return helmReleases.filter((release) => !known.has(`Helm release ${release}`));
}

function deliverers(installed: Installed): ReadonlySet<string> {
  const objects: readonly InstalledObject[] = Object.values(installed).flatMap(
    (part: Installed[string]) => (part === undefined || "istiods" in part ? [] : part),
  );
  return new Set(objects.flatMap(({ by }) => (by === undefined ? [] : [by])));
}

function wayOut(cluster: ClusterName, removal: string): string {
  return `join it as it is with clusters.${cluster}.delivery: { all: external }, remove it (${removal}), or leave ${cluster} out of the mesh`;
}
