import { plainText } from "./plain-text.ts";
import { isMap, type JsonMap, type KubeObject } from "../../kube/object.ts";
import { applyObject } from "./applies.ts";
import { ApiFailure, badRequest, methodNotAllowed, notFound } from "./api-failure.ts";
import { type EmbeddedCluster, listObjects, readObject } from "./cluster.ts";
import { deleteObject, deleteOptionsOf } from "./deletes.ts";
import { answerList, matcherOf } from "./lists.ts";
import { parseJson } from "./parse-json.ts";
import { patchObject } from "./patch-request.ts";
import type { Faults } from "./faults.ts";
import { forbidden } from "./forbidden.ts";
import { formOf, represent } from "./representation.ts";
import { type ApiAnswer, type ApiRequest, isWatch, json, type Target } from "./request.ts";
import { answerReview } from "./reviews.ts";
import { answerServerPath } from "./server-paths.ts";
import { targetOf } from "./targets.ts";
import { requestToken } from "./token-request.ts";
import { strictErrors } from "./strict-decoding.ts";
import { answerWatch } from "./watch.ts";
import {
  createObject,
  subjectOf,
  updateObject,
  type WriteOptions,
  type Written,
} from "./writes.ts";

/** Answers one request; throws ApiFailure for what the server refuses. */
export function route(
  cluster: EmbeddedCluster,
  request: ApiRequest,
  { faults, forbid }: { readonly faults: Faults; readonly forbid: boolean },
): ApiAnswer {
  const meta = answerServerPath(cluster, request);
  if (meta !== undefined) return meta;
  const review = answerReview(request, faults, cluster.kinds);
  if (review !== undefined) return review;
  const target = targetOf(request.path, cluster.kinds);
  if (forbid) throw forbidden(request, target);
  switch (request.method) {
    case "GET":
      return answerGet(cluster, request, target);
    case "POST":
      return answerPost(cluster, request, target);
    case "PUT":
      return answerPut(cluster, request, target);
    case "PATCH":
      return answerPatch(cluster, request, target);
    case "DELETE":
      return answerDelete(cluster, request, target);
    default:
      throw methodNotAllowed();
  }
}

function answerGet(cluster: EmbeddedCluster, request: ApiRequest, target: Target): ApiAnswer {
  if (isWatch(request.query)) return answerWatch(cluster, request, target);
  if (target.name === undefined) return json(200, answerList(cluster, request, target));
  if (target.subresource === "proxy") return answerProxy(cluster, target);
  if (target.subresource === "log" && target.kind.plural === "pods")
    return answerLog(cluster, request, target);
  checkSubresource(target, ["", "status"]);
  const found = mustRead(cluster, target, target.name);
  return json(200, represent(found, target.kind, formOf(request.accept)));
}

function mustRead(cluster: EmbeddedCluster, target: Target, name: string): KubeObject {
  const found = readObject(cluster, target.kind, target.namespace, name);
  if (found === undefined) throw notFound(subjectOf(target.kind, name));
  return found;
}

/** `/pods/NAME:PORT/proxy/PATH`. */
function answerProxy(cluster: EmbeddedCluster, target: Target): ApiAnswer {
  const [name = "", port = ""] = (target.name ?? "").split(":");
  const pod = mustRead(cluster, target, name);
  for (const proxy of cluster.podProxies) {
    const body = proxy(pod, port, `/${target.rest}`);
    if (body !== undefined) return { kind: "text", status: 200, body };
  }
  const message = `error trying to reach service: dial tcp: connect: connection refused`;
  throw new ApiFailure(503, "ServiceUnavailable", message);
}

/** `/pods/NAME/log`: the last lines, cut after the first bytes, as a kubelet cuts them. */
function answerLog(cluster: EmbeddedCluster, { query }: ApiRequest, target: Target): ApiAnswer {
  const pod = mustRead(cluster, target, target.name ?? "");
  const said = [...cluster.podLogs].map((log) => log(pod)).find((text) => text !== undefined) ?? "";
  const lines = said.split(/(?<=\n)/);
  const tail = lines
    .slice(Math.max(0, lines.length - countOf(query.get("tailLines"), lines.length)))
    .join("");
  const body = Buffer.from(tail).subarray(0, countOf(query.get("limitBytes"), Infinity));
  return { kind: "text", status: 200, body: body.toString("utf8") };
}

function countOf(text: string | null, otherwise: number): number {
  return text === null ? otherwise : Math.max(0, Number(text));
}

function checkSubresource(target: Target, allowed: readonly string[]): void {
  const { kind, subresource } = target;
  const isServed = allowed.includes(subresource) && (subresource !== "status" || kind.hasStatus);
  if (!isServed)
    throw new ApiFailure(404, "NotFound", "the server could not find the requested resource", {});
}

function answerPost(cluster: EmbeddedCluster, request: ApiRequest, target: Target): ApiAnswer {
  if (target.subresource === "token") return requestToken(cluster, request, target);
  if (target.name !== undefined) throw methodNotAllowed();
  const body = parseBody(request.body, target);
  const warnings = unknownFields(body, request, target);
  const object = named(body, target, generatedName(body));
  return written(
    createObject(cluster, target.kind, object, optionsOf(request, target)),
    request,
    target,
    warnings,
  );
}

function answerPut(cluster: EmbeddedCluster, request: ApiRequest, target: Target): ApiAnswer {
  checkSubresource(target, ["", "status"]);
  const body = parseBody(request.body, target);
  const warnings = unknownFields(body, request, target);
  const live = readObject(cluster, target.kind, target.namespace, target.name ?? "");
  const uid = isMap(body["metadata"]) ? body["metadata"]["uid"] : undefined;
  if (live !== undefined && uid !== undefined && uid !== live.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${plainText(uid)}, UID in object meta: ${live.metadata.uid ?? ""}`;
    const full =
      target.kind.group === "" ? target.kind.plural : `${target.kind.plural}.${target.kind.group}`;
    throw new ApiFailure(
      409,
      "Conflict",
      `Operation cannot be fulfilled on ${full} "${live.metadata.name}": ${why}`,
      { name: live.metadata.name, kind: target.kind.plural },
    );
  }
  const object = named(body, target, target.name);
  return written(
    updateObject(cluster, target.kind, live, object, optionsOf(request, target)),
    request,
    target,
    warnings,
  );
}

function answerPatch(cluster: EmbeddedCluster, request: ApiRequest, target: Target): ApiAnswer {
  checkSubresource(target, ["", "status"]);
  const name = target.name ?? "";
  if (request.contentType !== "application/apply-patch+yaml") {
    const live = mustRead(cluster, target, name);
    return written(
      patchObject(cluster, request, target, live, optionsOf(request, target)),
      request,
      target,
    );
  }
  if (request.query.get("fieldManager") === null) throw managerRequired();
  const body = parseJson(request.body);
  if (!isMap(body)) throw badRequest("error decoding YAML: the body is no object");
  const applied = applyObject(cluster, target.kind, body, {
    ...optionsOf(request, target),
    force: request.query.get("force") === "true",
    namespace: target.namespace,
    name,
  });
  return written(applied, request, target);
}

function managerRequired(): ApiFailure {
  const message = "Required value: is required for apply patch";
  return new ApiFailure(
    422,
    "Invalid",
    `PatchOptions.meta.k8s.io "" is invalid: fieldManager: ${message}`,
    {
      group: "meta.k8s.io",
      kind: "PatchOptions",
      causes: [{ reason: "FieldValueRequired", message, field: "fieldManager" }],
    },
  );
}

function answerDelete(cluster: EmbeddedCluster, request: ApiRequest, target: Target): ApiAnswer {
  const body = request.body === "" ? undefined : parseJson(request.body);
  const options = deleteOptionsOf(body, isDryRun(request));
  if (target.name !== undefined)
    return json(200, deleteObject(cluster, target.kind, target.namespace, target.name, options));
  const matches = matcherOf(request.query);
  const doomed = listObjects(cluster, target.kind, target.namespace).filter(matches);
  for (const { metadata } of doomed)
    deleteObject(cluster, target.kind, metadata.namespace, metadata.name, options);
  return json(200, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success" });
}

function written(
  result: Written,
  request: ApiRequest,
  target: Target,
  warnings: readonly string[] = [],
): ApiAnswer {
  const body = represent(result.object, target.kind, formOf(request.accept));
  const answer = json(result.created ? 201 : 200, body);
  return answer.kind === "json" && warnings.length > 0 ? { ...answer, warnings } : answer;
}

function isDryRun(request: ApiRequest): boolean {
  return request.query.getAll("dryRun").includes("All");
}

/** Without a name, the field manager is the client's own: its User-Agent up to the slash. */
function optionsOf(request: ApiRequest, target: Target): WriteOptions {
  return {
    manager: request.query.get("fieldManager") ?? request.userAgent.split("/")[0] ?? "unknown",
    dryRun: isDryRun(request),
    subresource: target.subresource === "status" ? "status" : "",
  };
}

/**
 * Fields that no schema knows are refused, or reported as warnings, as `fieldValidation` asks. Source: apiserver,
 * endpoints/handlers/create.go and rest.go; the default is Warn.
 */
function unknownFields(body: JsonMap, request: ApiRequest, target: Target): readonly string[] {
  const validation = request.query.get("fieldValidation") ?? "Warn";
  if (validation === "Ignore") return [];
  const unknown = strictErrors(body, target.kind.schema()).map((path) => `unknown field "${path}"`);
  if (validation !== "Strict" || unknown.length === 0) return unknown;
  const { kind, version } = target.kind;
  throw badRequest(
    `${kind} in version "${version}" cannot be handled as a ${kind}: strict decoding error: ${unknown.join(", ")}`,
  );
}

function parseBody(text: string, { kind }: Target): JsonMap {
  const body = parseJson(text);
  if (!isMap(body))
    throw badRequest(`the object provided is unrecognized (must be of type ${kind.kind})`);
  const { apiVersion, kind: bodyKind } = body;
  if (apiVersion !== kind.apiVersion || bodyKind !== kind.kind)
    throw badRequest(
      `${plainText(bodyKind)} in version "${plainText(apiVersion)}" cannot be handled as a ${kind.kind}: no kind "${plainText(bodyKind)}" is registered for version "${plainText(apiVersion)}"`,
    );
  return body;
}

function generatedName(body: JsonMap): string | undefined {
  const metadata = isMap(body["metadata"]) ? body["metadata"] : {};
  if (typeof metadata["name"] === "string") return metadata["name"];
  const prefix = metadata["generateName"];
  return typeof prefix === "string"
    ? `${prefix}${Math.random().toString(36).slice(2, 7)}`
    : undefined;
}

function named(body: JsonMap, target: Target, name: string | undefined): KubeObject {
  const metadata = isMap(body["metadata"]) ? body["metadata"] : {};
  if (name === undefined) {
    const message = "Required value: name or generateName is required";
    throw new ApiFailure(
      422,
      "Invalid",
      `${target.kind.kind} "" is invalid: metadata.name: ${message}`,
      {
        kind: target.kind.kind,
        causes: [{ reason: "FieldValueRequired", message, field: "metadata.name" }],
      },
    );
  }
  const given = metadata["name"];
  if (target.name !== undefined && given !== undefined && given !== target.name)
    throw badRequest(
      `the name of the object (${plainText(given)}) does not match the name on the URL (${target.name})`,
    );
  const namespace = target.kind.namespaced ? { namespace: target.namespace } : {};
  return { ...body, metadata: { ...metadata, name, ...namespace } } as unknown as KubeObject;
}
