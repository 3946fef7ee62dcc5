import { type ObjectRef, refOf, refText } from "../kube/object.ts";
import type { ClusterName } from "../mesh/model.ts";
import { chooser, renderAll } from "../observe/manifests.ts";
import { homeAction } from "../planner/rendered-parts.ts";
import { renderRequests } from "../planner/render-requests.ts";
import type { Ports } from "../ports.ts";
import type { Planned } from "./planning.ts";

/** A rendered object, or the names of its kind where there is none like it. */
type FoundObject =
  | {
      readonly object: ObjectRef;
      /** What was rendered, and the action that writes it. */
      readonly request: string;
      readonly action: string;
      readonly renderer: string;
    }
  | { readonly object?: undefined; readonly similar: readonly string[] };

/** Stage 8 alone: which manifest of a cluster has an object. Asks no cluster; without istioctl the outline renders. */
export async function findRendered(
  ports: Pick<Ports, "manifests">,
  { mesh, topology }: Planned,
  cluster: ClusterName,
  wanted: Omit<ObjectRef, "apiVersion">,
): Promise<FoundObject> {
  const requests = renderRequests(mesh, topology).filter((one) => one.cluster === cluster);
  const { renderer, manifests } = await renderAll(
    ports,
    mesh,
    requests,
    chooser(ports, mesh, true),
  );
  const all = requests.flatMap((request) =>
    (manifests.get(request.for) ?? []).map((object) => ({
      request: request.for,
      action: homeAction(request, object),
      ref: refOf(object),
    })),
  );
  const sameKind = all.filter(({ ref }) => ref.kind === wanted.kind);
  const found = sameKind.find(
    ({ ref }) => ref.name === wanted.name && ref.namespace === wanted.namespace,
  );
  if (found === undefined) return { similar: sameKind.map(({ ref }) => refText(ref)) };
  const renderedBy = `${renderer.kind === "outline" ? "the built-in outline of Istio" : renderer.kind} ${renderer.version}`;
  const { ref: object, request, action } = found;
  return { object, request, action, renderer: renderedBy };
}
