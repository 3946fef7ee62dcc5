import { kindInfo } from "../kube/kinds.ts";
import { isMap, type Json, type KubeObject, refOf, refText } from "../kube/object.ts";
import type { ManifestRequest } from "./render-requests.ts";
import { at, listAt, mapsAt } from "../kube/at.ts";

/**
 * What is wrong with rendered objects, as the end of a sentence; undefined: nothing. Whoever renders is a program of the
 * user's, so what the planner relies on is looked at once, before it plans: kinds it can address, pods where pods belong, and
 * the Service of an east-west gateway.
 */
export function renderedProblem(
  {
    for: request,
    operator = {},
  }: Pick<ManifestRequest, "for"> & Partial<Pick<ManifestRequest, "operator">>,
  objects: readonly KubeObject[],
): string | undefined {
  const unknown = objects.find(({ apiVersion, kind }) => kindInfo(apiVersion, kind) === undefined);
  if (unknown !== undefined)
    return `there is a ${unknown.kind} (${unknown.apiVersion}), a kind that Istio does not install`;
  const podless = objects.find((one) => WITH_PODS.has(one.kind) && !hasPods(one));
  if (podless !== undefined) return `${refText(refOf(podless))} has no pods`;
  const isGateway = request.endsWith("/gateway");
  if (isGateway && !objects.some(({ kind }) => kind === "Service"))
    return "there is no Service for the gateway";
  const wanted = at(operator, "spec", "values", "global", "remotePilotAddress");
  const astray = objects.find((one) => addressesOf(one).some((address) => address !== wanted));
  if (astray !== undefined)
    return `${refText(refOf(astray))} leads to ${addressesOf(astray)
      .map((one) => JSON.stringify(one))
      .join(", ")}, not to the istiod that was asked for`;
  return undefined;
}

/** Istio makes slices for istiods elsewhere alone. */
function addressesOf({ kind, ...slice }: KubeObject): readonly Json[] {
  if (kind !== "EndpointSlice") return [];
  return mapsAt(slice, "endpoints").flatMap((endpoint) => listAt(endpoint, "addresses"));
}

const WITH_PODS = new Set(["Deployment", "DaemonSet"]);

function hasPods({ spec }: KubeObject): boolean {
  const template = at(spec, "template");
  return isMap(at(template, "metadata")) && isMap(at(template, "spec"));
}
