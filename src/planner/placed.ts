import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/source.ts";
import type { Cluster, Mesh } from "../mesh/model.ts";
import { fieldSpan } from "../mesh/rules/field-span.ts";

/** The field of the file that a code is about: of the cluster, or of the whole mesh. Others are about the cluster itself. */
const OF_CLUSTER: { readonly [C in DiagnosticCode]?: string } = {
  MP0501: "context",
  MP0502: "context",
  MP0508: "apiServer",
  MP0516: "identity",
  MP0517: "apiServer",
  MP0527: "network",
  MP0582: "primary",
  MP0601: "apiServer",
};
const OF_MESH: { readonly [C in DiagnosticCode]?: string } = {
  MP0514: "trust",
  MP0515: "trust",
  MP0520: "istio",
  MP0521: "istio",
  MP0522: "istio",
  MP0523: "istio",
  MP0524: "mesh",
  MP0526: "trustDomain",
  MP0536: "istio",
  MP0537: "mode",
  MP0540: "trust",
  MP0541: "trust",
  MP0542: "trust",
  MP0543: "trust",
  MP0544: "trust",
  MP0545: "trust",
  MP0546: "trust",
};

/**
 * What is found in a cluster follows from what the file says of it, so it has a place there, which is shown with its lines. Two
 * things have none: an object, whose place is the cluster, and a right that is missing (MP0503), which is the account's.
 */
export function placed(mesh: Mesh, found: readonly Diagnostic[]): readonly Diagnostic[] {
  return found.map((one) => {
    if (one.at !== undefined || one.object !== undefined || one.code === "MP0503") return one;
    const cluster = mesh.clusters.find(({ name }) => name === one.cluster);
    return cluster === undefined ? one : { ...one, at: spanOf(mesh, cluster, one.code) };
  });
}

function spanOf(mesh: Mesh, cluster: Cluster, code: DiagnosticCode): Span {
  const field = OF_MESH[code];
  if (field === "mesh") return mesh.at;
  if (field === "istio")
    return code === "MP0536"
      ? (mesh.istio.fieldsAt?.["namespace"] ?? mesh.istio.at)
      : mesh.istio.at;
  // What the file leaves out has no place: its defaults are told at the cluster that they do not fit.
  if (field !== undefined) return mesh.fieldsAt?.[field] ?? cluster.at;
  return fieldSpan(cluster, OF_CLUSTER[code] ?? "");
}
