import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { MeshplanError } from "../errors.ts";
import { ApiError } from "../kube/api-error.ts";
import { isList, isMap, type JsonMap, type KubeObject } from "../kube/object.ts";
import type { ClusterName } from "../mesh/model.ts";
import { READER_TOKEN_SECRET } from "../planner/components/reader-token.ts";
import type { ClusterFacts, ReachableFacts } from "../planner/facts.ts";
import { isOurs } from "../planner/marks.ts";
import { GATEWAY_NAME, ISTIO_NAMESPACE } from "../planner/plan.ts";
import type { ClusterClient } from "../ports.ts";
import { Sensitive } from "../util/sensitive.ts";
import { foreignIstio } from "./foreign-istio.ts";

/**
 * What must be known of a cluster before anything is planned: identity, version, what Istio is there, live outputs.
 *
 * An unreachable cluster is a fact, not an exception. Missing rights are collected, all of them.
 */
export async function gatherFacts(
  client: ClusterClient,
  cluster: ClusterName,
  mesh: string,
): Promise<ClusterFacts> {
  const denied: Diagnostic[] = [];
  const allowed = <T>(request: Promise<T>, otherwise: T): Promise<T> =>
    request.catch((error: unknown) => {
      if (!(error instanceof ApiError) || error.api.status !== 403) throw error;
      denied.push({
        code: "MP0503",
        message: error.message,
        help: `ask for the right in ${cluster}, or plan with another context`,
        cluster,
      });
      return otherwise;
    });
  try {
    // The version first: one connection is opened and judged before many are.
    const version = (await client.getJson("/version")) as JsonMap;
    const namespaced = (kind: string, name: string) => ({
      apiVersion: "v1",
      kind,
      namespace: ISTIO_NAMESPACE,
      name,
    });
    const [system, namespace, service, token, foreign] = await Promise.all([
      allowed(client.get({ apiVersion: "v1", kind: "Namespace", name: "kube-system" }), undefined),
      allowed(
        client.get({ apiVersion: "v1", kind: "Namespace", name: ISTIO_NAMESPACE }),
        undefined,
      ),
      allowed(client.get(namespaced("Service", GATEWAY_NAME)), undefined),
      allowed(client.get(namespaced("Secret", READER_TOKEN_SECRET)), undefined),
      foreignIstio(client, cluster, mesh, allowed),
    ]);
    return reachable(
      client,
      cluster,
      version,
      { system, namespace, service, token, mesh },
      [...foreign.problems, ...terminating(namespace, cluster), ...denied],
      foreign.istiod,
    );
  } catch (error) {
    if (!(error instanceof MeshplanError)) throw error;
    return { reachable: false, cluster, problem: unreachable(error, cluster) };
  }
}

interface Read {
  readonly mesh: string;
  readonly system: KubeObject | undefined;
  readonly namespace: KubeObject | undefined;
  readonly service: KubeObject | undefined;
  readonly token: KubeObject | undefined;
}

function reachable(
  client: ClusterClient,
  cluster: ClusterName,
  version: JsonMap,
  read: Read,
  problems: readonly Diagnostic[],
  istiod: string | undefined,
): ReachableFacts {
  const gitVersion = typeof version["gitVersion"] === "string" ? version["gitVersion"] : "unknown";
  const token = tokenOf(read.token);
  return {
    reachable: true,
    cluster,
    server: client.server,
    serverVersion: gitVersion,
    identity: read.system?.metadata.uid ?? "",
    embedded: gitVersion.includes("+meshplan"),
    hasNamespace: read.namespace !== undefined,
    ...(read.service !== undefined && isOurs(read.service, read.mesh)
      ? { gatewayService: read.service }
      : {}),
    ...(istiod === undefined ? {} : { istiod }),
    ...(token === undefined ? {} : { readerToken: token }),
    problems,
  };
}

/** The filled token of the reader account, kept in memory only. */
function tokenOf(secret: KubeObject | undefined): ReachableFacts["readerToken"] {
  const content = secret?.["data"];
  if (!isMap(content) || isList(content)) return undefined;
  const token = content["token"];
  const ca = content["ca.crt"];
  return typeof token === "string" && typeof ca === "string"
    ? { token: new Sensitive(token), ca }
    : undefined;
}

function unreachable(error: MeshplanError, cluster: ClusterName): Diagnostic {
  return {
    code: "MP0501",
    message: error.message,
    help: error.nextSteps[0] ?? "check the kubeconfig context",
    cluster,
  };
}

function terminating(
  namespace: KubeObject | undefined,
  cluster: ClusterName,
): readonly Diagnostic[] {
  if (namespace?.metadata.deletionTimestamp === undefined) return [];
  return [
    {
      code: "MP0513",
      message: `${ISTIO_NAMESPACE} is being deleted and takes no new objects`,
      help: `wait until it is gone (kubectl get namespace ${ISTIO_NAMESPACE}), then plan again`,
      cluster,
    },
  ];
}
