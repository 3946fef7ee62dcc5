import { wholeBody } from "./desired-object.ts";
import { MeshplanError } from "../errors.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { compareApplyOrder } from "../kube/apply-order.ts";
import { type KubeObject, refOf, refText } from "../kube/object.ts";
import { yieldRuntimeOwned } from "../kube/runtime-owned.ts";
import type { Mesh } from "../mesh/model.ts";
import type { ActionId, Need } from "./action.ts";
import { isRendered } from "./awaited.ts";
import { deferredIn } from "./deferred.ts";
import type { DesiredAction } from "./desired-action.ts";
import { FIELD_MANAGER } from "../kube/field-manager.ts";

/** The manifests of one component of one cluster, for others to apply. */
export interface RenderedFile {
  /** `cluster2/30-control-plane.yaml`. */
  readonly path: string;
  readonly action: ActionId;
  readonly needs: readonly Need[];
  /** In apply order; exactly what an apply by meshplan would send into an empty cluster. */
  readonly objects: readonly KubeObject[];
}

export interface Rendered {
  /** Sorted by path. */
  readonly files: readonly RenderedFile[];
  readonly problems: readonly Diagnostic[];
}

/** The files of every component that others apply. A value that nobody knows yet is a problem, never a hole in a file. */
export function renderedFiles(desired: readonly DesiredAction[]): Rendered {
  const files = desired.filter(isRendered).map((action): RenderedFile => ({
    path: action.delivery.file,
    action: action.id,
    needs: action.needs,
    objects: [...action.objects]
      .sort((a, b) => compareApplyOrder(a.body, b.body))
      .map((object) => wholeBody(object) ?? object.body)
      .map((body) => yieldRuntimeOwned(body, undefined, FIELD_MANAGER)),
  }));
  for (const { objects } of files)
    for (const object of objects)
      if (object.kind === "Secret")
        throw new MeshplanError("MP9221", `${refText(refOf(object))} would be printed`, {
          object: refOf(object),
          nextSteps: ["meshplan explain MP9221"],
        });
  return {
    files: files
      .filter(({ objects }) => objects.length > 0)
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
    problems: files.flatMap(unknownValues),
  };
}

function unknownValues({ path, objects }: RenderedFile): readonly Diagnostic[] {
  const holes = new Set(objects.flatMap(deferredIn));
  return [...holes].sort().map((hole): Diagnostic => {
    const owner = hole.slice(0, hole.indexOf("/"));
    return {
      code: "MP0475",
      message: `${path} needs the ${hole.slice(hole.lastIndexOf("#") + 1)} of ${owner}'s gateway, which the file does not give`,
      help: `write it in clusters.${owner}.gateway.address`,
    };
  });
}

/** The mesh with every component that can be rendered delivered that way. */
export function allRendered(mesh: Mesh): Mesh {
  return {
    ...mesh,
    clusters: mesh.clusters.map((cluster) => ({ ...cluster, delivery: { all: "render" } })),
  };
}
