import type { JsonMap } from "../../kube/object.ts";
import { methodNotAllowed, pageNotFound } from "./api-failure.ts";
import type { EmbeddedCluster } from "./cluster.ts";
import {
  aggregatedDiscovery,
  coreVersions,
  groupList,
  oneGroup,
  resourceList,
  SERVER_VERSION,
} from "./discovery.ts";
import { openApiDocument, openApiIndex } from "./openapi.ts";
import { type ApiAnswer, type ApiRequest, json } from "./request.ts";

/** Answers the paths that are about the server itself: versions, health, discovery, schemas. */
export function answerServerPath(
  cluster: EmbeddedCluster,
  { method, path, accept }: ApiRequest,
): ApiAnswer | undefined {
  const known = ["/version", "/api", "/apis", "/readyz", "/livez", "/healthz"].includes(path);
  if (method !== "GET") {
    if (known) throw methodNotAllowed();
    return undefined;
  }
  if (path === "/version") return json(200, SERVER_VERSION);
  if (/^\/(readyz|livez|healthz)(\/|$)/.test(path))
    return { kind: "text", status: 200, body: "ok" };
  if (path === "/openapi/v3") return json(200, openApiIndex(cluster.kinds));
  const document = /^\/openapi\/v3\/(.+)$/.exec(path)?.[1];
  if (document !== undefined) return jsonOr404(openApiDocument(cluster.kinds, document));
  if (path === "/api" || path === "/apis") {
    if (/g=apidiscovery\.k8s\.io;v=v2(;|,|$)/.test(accept.replaceAll(" ", "")))
      return {
        kind: "json",
        status: 200,
        body: aggregatedDiscovery(cluster.kinds, path === "/api"),
        contentType: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
      };
    return json(200, path === "/api" ? coreVersions("127.0.0.1") : groupList(cluster.kinds));
  }
  const parts = path.split("/").filter((part) => part !== "");
  if (parts[0] === "api" && parts.length === 2)
    return jsonOr404(resourceList(cluster.kinds, "", parts[1] ?? ""));
  if (parts[0] === "apis" && parts.length === 2)
    return jsonOr404(oneGroup(cluster.kinds, parts[1] ?? ""));
  if (parts[0] === "apis" && parts.length === 3)
    return jsonOr404(resourceList(cluster.kinds, parts[1] ?? "", parts[2] ?? ""));
  return undefined;
}

function jsonOr404(body: JsonMap | undefined): ApiAnswer {
  if (body === undefined) throw pageNotFound();
  return json(200, body);
}
