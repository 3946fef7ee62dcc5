import { isMap, type JsonMap } from "../../kube/object.ts";
import type { Faults } from "./faults.ts";
import type { KindRegistry } from "./kinds.ts";
import { parseJson } from "./parse-json.ts";
import { type ApiAnswer, type ApiRequest, json, methodOf } from "./request.ts";
import { mapAt, textAt } from "../../kube/at.ts";

const SELF = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

/** Answers access reviews, and who the caller is: every known caller may do everything except what a fault forbids. */
export function answerReview(
  request: ApiRequest,
  faults: Faults,
  kinds: KindRegistry,
): ApiAnswer | undefined {
  if (request.path === SELF && request.method === "POST") return answerSelf(request);
  const match =
    /^\/apis\/authorization\.k8s\.io\/v1\/(selfsubjectaccessreviews|selfsubjectrulesreviews)$/.exec(
      request.path,
    );
  if (match === null || request.method !== "POST") return undefined;
  const parsed = parseJson(request.body);
  const body = isMap(parsed) ? parsed : {};
  const status =
    match[1] === "selfsubjectrulesreviews"
      ? rulesOf(faults)
      : { allowed: isAllowed(mapAt(body, "spec", "resourceAttributes")) };
  // The answer is like a created object, but without a name: it is stored nowhere.
  return json(201, { ...body, metadata: { ...mapAt(body, "metadata") }, status });

  function isAllowed(attributes: JsonMap): boolean {
    if (attributes["verb"] === "*") return !faults.forbidSomething();
    return !faults.forbids(requestOf(attributes, request, kinds));
  }
}

/** `kubectl auth whoami`. */
function answerSelf({ body, caller: { user, groups } }: ApiRequest): ApiAnswer {
  const parsed = parseJson(body);
  const status = { userInfo: { username: user, groups: [...groups] } };
  return json(201, { ...(isMap(parsed) ? parsed : {}), status });
}

/** The request that an authorizer would see. */
function requestOf(attributes: JsonMap, request: ApiRequest, kinds: KindRegistry): ApiRequest {
  const [group = "", plural = "", namespace = "", name = ""] = [
    "group",
    "resource",
    "namespace",
    "name",
  ].map((key) => textAt(attributes, key));
  const kind = kinds.all().find((one) => one.group === group && one.plural === plural);
  const path = [
    group === "" ? "/api" : `/apis/${group}`,
    kind?.version ?? "v1",
    ...(namespace === "" ? [] : ["namespaces", namespace]),
    plural,
    ...(name === "" ? [] : [name]),
  ].join("/");
  const { method, query } = methodOf(textAt(attributes, "verb"));
  return { ...request, method, path, query, body: "" };
}

/** Faults cannot be listed: then each right has to be asked for, as with an authorizer that is a webhook. */
function rulesOf(faults: Faults): JsonMap {
  const every = ["*"];
  const isAdmin = !faults.forbidSomething();
  return {
    resourceRules: isAdmin ? [{ verbs: every, apiGroups: every, resources: every }] : [],
    nonResourceRules: isAdmin ? [{ verbs: every, nonResourceURLs: every }] : [],
    incomplete: !isAdmin,
  };
}
