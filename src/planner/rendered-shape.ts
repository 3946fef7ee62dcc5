import { kindInfo } from "../kube/kinds.ts";
import { isMap, type Json, type JsonMap, type KubeObject, refOf, refText } from "../kube/object.ts";
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
  return astray(operator, objects) ?? ofAnotherRevision(operator, objects);
}

function astray(operator: JsonMap, objects: readonly KubeObject[]): string | undefined {
  const wanted = at(operator, "spec", "values", "global", "remotePilotAddress") ?? "";
  const found = objects.find((one) => addressesOf(one).some((address) => address !== wanted));
  if (found === undefined) return undefined;
  const addresses = addressesOf(found).map((one) => JSON.stringify(one));
  return `${refText(refOf(found))} leads to ${addresses.join(", ")}, not to the istiod that was asked for`;
}

/**
 * Where an object says that an istiod elsewhere is: Istio makes slices for those alone, and repeats the address among the values
 * that templates of the injector read.
 */
function addressesOf({ kind, ...object }: KubeObject): readonly Json[] {
  if (kind === "EndpointSlice")
    return mapsAt(object, "endpoints").flatMap((endpoint) => listAt(endpoint, "addresses"));
  const values = kind === "ConfigMap" ? at(object, "data", "values") : undefined;
  const said = typeof values === "string" ? at(parsed(values), ...ADDRESS) : undefined;
  return said === undefined ? [] : [said];
}
const ADDRESS = ["global", "remotePilotAddress"] as const;

/** A text that is no JSON says nothing here: whatever is not a plain text of Istio's is told where texts are compared. */
function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Pods of another revision would be completed by, and belong to, an istiod that nobody asked to do so. */
function ofAnotherRevision(operator: JsonMap, objects: readonly KubeObject[]): string | undefined {
  const wanted = at(operator, "spec", "revision") ?? "default";
  for (const object of objects) {
    if (!WITH_PODS.has(object.kind)) continue;
    const said = ["labels", "annotations"]
      .map((where) => at(object["spec"], "template", "metadata", where, "istio.io/rev"))
      .find((revision) => revision !== undefined && revision !== wanted);
    if (said !== undefined)
      return `the pods of ${refText(refOf(object))} belong to the revision ${JSON.stringify(said)}, not to ${JSON.stringify(wanted)}`;
  }
  return undefined;
}

const WITH_PODS = new Set(["Deployment", "DaemonSet"]);

function hasPods({ spec }: KubeObject): boolean {
  const template = at(spec, "template");
  return isMap(at(template, "metadata")) && isMap(at(template, "spec"));
}
