import { randomUUID } from "node:crypto";
import { isList, isMap } from "../../kube/object.ts";
import { methodNotAllowed, notFound } from "./api-failure.ts";
import { type EmbeddedCluster, readObject } from "./cluster.ts";
import { kubeTime } from "./clock.ts";
import { parseJson } from "./parse-json.ts";
import { type ApiAnswer, type ApiRequest, json, type Target } from "./request.ts";
import { serviceAccountCaller } from "./tokens.ts";
import { subjectOf } from "./writes.ts";

const DEFAULT_SECONDS = 3_600;

/** `POST …/serviceaccounts/NAME/token`: a token this server accepts from now on. Its expiry is reported, not enforced. */
export function requestToken(
  cluster: EmbeddedCluster,
  request: ApiRequest,
  target: Target,
): ApiAnswer {
  const { kind, namespace = "", name = "" } = target;
  if (kind.kind !== "ServiceAccount") throw methodNotAllowed();
  const account = readObject(cluster, kind, namespace, name);
  if (account === undefined) throw notFound(subjectOf(kind, name));
  const body = parseJson(request.body);
  const spec = isMap(body) && isMap(body["spec"]) ? body["spec"] : {};
  const seconds =
    typeof spec["expirationSeconds"] === "number" ? spec["expirationSeconds"] : DEFAULT_SECONDS;
  const asked = isList(spec["audiences"]) ? spec["audiences"] : [];
  const audiences = asked.length > 0 ? asked : ["https://kubernetes.default.svc.cluster.local"];
  const caller = serviceAccountCaller(namespace, name);
  const token = cluster.tokens.sign({ sub: caller.user, jti: randomUUID() });
  if (!request.query.getAll("dryRun").includes("All")) cluster.tokens.accept({ token, caller });
  const now = cluster.clock.now();
  return json(201, {
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { name, namespace, uid: account.metadata.uid, creationTimestamp: kubeTime(now) },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: spec["boundObjectRef"] ?? null },
    status: { token, expirationTimestamp: kubeTime(now + seconds * 1000) },
  });
}
