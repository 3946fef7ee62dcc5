import { isMap } from "../kube/object.ts";
import { parseJson } from "./parse-json.ts";
import { type ApiAnswer, type ApiRequest, json } from "./request.ts";

/** Access and token reviews: everybody who is known may do everything; faults take rights away per request. */
export function answerReview(request: ApiRequest): ApiAnswer | undefined {
  const match =
    /^\/apis\/authorization\.k8s\.io\/v1\/(selfsubjectaccessreviews|selfsubjectrulesreviews)$/.exec(
      request.path,
    );
  if (match === null || request.method !== "POST") return undefined;
  const body = parseJson(request.body);
  const every = ["*"];
  const status =
    match[1] === "selfsubjectaccessreviews"
      ? { allowed: true }
      : {
          resourceRules: [{ verbs: every, apiGroups: every, resources: every }],
          nonResourceRules: [{ verbs: every, nonResourceURLs: every }],
          incomplete: false,
        };
  return json(201, { ...(isMap(body) ? body : {}), status });
}
