import { isMap, type Json, type KubeObject } from "../../kube/object.ts";
import { ApiFailure, badRequest } from "./api-failure.ts";
import type { EmbeddedCluster } from "./cluster.ts";
import { parseJson } from "./parse-json.ts";
import { jsonPatch } from "./patches/json-patch.ts";
import { mergePatch } from "./patches/merge-patch.ts";
import { strategicMerge } from "./patches/strategic-merge.ts";
import { atVersion } from "./representation.ts";
import type { ApiRequest, Target } from "./request.ts";
import { updateObject, type WriteOptions, type Written } from "./writes.ts";

/** JSON patch, merge patch and strategic merge patch. Each gives a complete new object, which is then stored as PUT does. */
export function patchObject(
  cluster: EmbeddedCluster,
  request: ApiRequest,
  target: Target,
  live: KubeObject,
  options: WriteOptions,
): Written {
  const patched = patch(atVersion(live, target.kind), request, target);
  if (!isMap(patched)) throw badRequest("the patch leaves no object");
  return updateObject(cluster, target.kind, live, patched as unknown as KubeObject, options);
}

function patch(live: KubeObject, request: ApiRequest, target: Target): Json {
  const body = parseJson(request.body);
  switch (request.contentType) {
    case "application/merge-patch+json":
      return mergePatch(live, body);
    case "application/json-patch+json":
      return jsonPatch(live, body);
    case "application/strategic-merge-patch+json":
      if (target.kind.custom === undefined) return strategicMerge(live, body, target.kind.schema());
      break;
    default:
  }
  const message = "415: Unsupported Media Type";
  throw new ApiFailure(415, "UnsupportedMediaType", message, {});
}
