import { MeshplanError } from "../errors.ts";
import { ApiError } from "../kube/api-error.ts";
import { isMap, type Json, type KubeObject, type ObjectRef } from "../kube/object.ts";
import type { ClusterName } from "../mesh/model.ts";
import { ISTIOD_TOKEN_SECRET } from "../planner/components/istiod-token/component.ts";
import { READER_TOKEN_SECRET } from "../planner/components/reader-token/component.ts";
import type { ClusterFacts, ReachableFacts, Refusal, SecretFact } from "../planner/facts.ts";
import type { Installed } from "../planner/installed.ts";
import { isOurs } from "../planner/marks.ts";
import type { PlannedCluster } from "../planner/plan.ts";
import { gatewayNameOf } from "../planner/names.ts";
import type { ClusterReader, Handshake } from "../ports.ts";
import { ownConnection, readWays, type WantedWays } from "./ways.ts";
import { isEmbedded } from "./is-embedded.ts";
import { foreignIstio } from "./foreign-istio.ts";
import { ambientFacts } from "./ambient-facts.ts";
import { readInstalled } from "./installed/read-installed.ts";
import { liveCacerts, signingOf } from "./live-cacerts.ts";
import { liveToken } from "./live-token.ts";
import { CACERTS, OWN_ROOT, withoutSecrets } from "./secret-facts.ts";
import { type LiveRequest, liveIstio, readLiveIstio } from "./live-istio.ts";

/**
 * What must be known of a cluster before anything is planned: identity, version, what Istio is there, live outputs.
 *
 * An unreachable cluster is a fact, not an exception, and so is a request that is refused: all of them are kept. Checks judge them.
 */
export async function gatherFacts(
  client: ClusterReader,
  request: FactsRequest,
): Promise<ClusterFacts> {
  const { cluster } = request;
  try {
    if (request.readOnly !== true) return await readFacts(client, request);
    const { reader, unread } = withoutSecrets(client);
    return withUnread(await readFacts(reader, request), unread());
  } catch (error) {
    if (!(error instanceof MeshplanError)) throw error;
    const { message, nextSteps } = error;
    return { reachable: false, cluster, why: { message, nextSteps } };
  }
}

export interface FactsRequest {
  readonly cluster: ClusterName;
  /** The namespace of Istio. */
  readonly namespace: string;
  /** Name of the mesh. */
  readonly mesh: string;
  /** Label value of this mesh's objects. */
  readonly part: string;
  /** A host runs istiods for other clusters, perhaps several: only one in this mesh's namespace is in the way of ours. */
  readonly role: PlannedCluster["role"];
  /** The Service of a gateway that others made; absent: the one meshplan makes. */
  readonly gatewayService?: { readonly namespace: string; readonly name: string };
  /** Also read the token by which an istiod elsewhere acts here. */
  readonly istiodToken: boolean;
  /** Also read the nodes: the gateway is reached at their addresses. */
  readonly nodes: boolean;
  /** Also read what istiod signs with: where others write the Secret cacerts, or where meshplan does. */
  readonly signing: false | "existing" | "written";
  /**
   * Also read the CA of its API server, and see what shows itself on the ways to it: a credential for it goes to other clusters.
   */
  readonly ways?: WantedWays;
  /** How that is seen; absent: only meshplan's own way is known. */
  readonly handshake?: Handshake;
  /** Also see whether istiod keeps a root of its own there. */
  readonly ownRoot?: boolean;
  /** Also read what others delivered of these components. */
  readonly external?: ReadonlySet<string>;
  /** Also read what an Istio that runs there was told. */
  readonly live?: Omit<LiveRequest, "namespace" | "part">;
  /** A Secret that may not be read is not known, instead of a missing right. */
  readonly readOnly?: boolean;
  /** Also read what an ambient mesh builds on: the Gateway API, and what has the name of its gateway. */
  readonly ambient: boolean;
  readonly now: Date;
}

/** A Secret that was not read is neither a CA that is broken nor one that is missing. */
function withUnread(facts: ReachableFacts, unread: readonly SecretFact[]): ReachableFacts {
  if (unread.length === 0) return facts;
  const { signing: _, cacerts: __, ...others } = facts;
  return { ...(unread.includes("cacerts") ? others : facts), unread };
}

async function readFacts(client: ClusterReader, request: FactsRequest): Promise<ReachableFacts> {
  const { cluster } = request;
  const denied: Refusal[] = [];
  const allowed = collecting(denied);
  // The version first: one connection is opened and judged before many are.
  const version = await client.getJson("/version");
  const read = (ref: ObjectRef) => allowed(client.get(ref), undefined, ref);
  const namespace = (name: string) => read({ apiVersion: "v1", kind: "Namespace", name });
  const inIstio = (kind: string, name: string, apiVersion = "v1") =>
    read({ apiVersion, kind, namespace: request.namespace, name });
  const { signing } = request;
  const others = readOthers(client, request, allowed);
  const [
    system,
    istio,
    service,
    token,
    istiodToken,
    cacerts,
    ownRoot,
    nodes,
    installed,
    foreign,
    told,
    ambient,
    ways,
  ] = await Promise.all([
    namespace("kube-system"),
    namespace(request.namespace),
    read({ apiVersion: "v1", kind: "Service", ...gatewayPlace(request) }),
    inIstio("Secret", READER_TOKEN_SECRET),
    request.istiodToken ? inIstio("Secret", ISTIOD_TOKEN_SECRET) : undefined,
    signing === false ? undefined : inIstio("Secret", CACERTS),
    request.ownRoot === true ? inIstio("Secret", OWN_ROOT) : undefined,
    request.nodes ? allowed(client.list(NODES), undefined) : undefined,
    others,
    foreignIstio(client, { ...request, external: request.external ?? NOTHING }, allowed),
    request.live && readLiveIstio(client, { ...request, ...request.live }),
    request.ambient ? ambientFacts(client, request, allowed, inIstio) : undefined,
    readWays(client, request),
  ]);
  const known = liveToken(istiodToken);
  return {
    ...reachable(client, cluster, version, { system, namespace: istio, service, token, request }),
    ...foundIn(foreign),
    ...(known === undefined ? {} : { istiodToken: known }),
    ...(signing === "existing" ? { signing: signingOf(cacerts, request) } : {}),
    ...(signing === "written" ? { cacerts: liveCacerts(cacerts, request) } : {}),
    ...(ownRoot && { ownRoot: true }),
    ...ways,
    ...(nodes && { nodes: nodes.items }),
    ...(installed && { installed }),
    ...(told && { live: liveIstio(told, { ...foreign, system, istio, service }) }),
    ...ambient,
    denied,
  };
}

const NOTHING: ReadonlySet<string> = new Set();

/** Undefined where nothing is left to others: then nobody waits for it. */
function readOthers(
  client: ClusterReader,
  { namespace, role, external = NOTHING }: FactsRequest,
  allowed: ReturnType<typeof collecting>,
): Promise<Installed> | undefined {
  if (external.size === 0) return undefined;
  return readInstalled(client, { namespace, role, external }, allowed);
}

const NODES = { apiVersion: "v1", kind: "Node" } as const;

function gatewayPlace({ namespace, role, gatewayService }: FactsRequest) {
  return gatewayService ?? { namespace, name: gatewayNameOf(role) };
}

/** A Service that the file leaves to others is the gateway whoever made it; one of our name is only if we made it. */
function isTheGateway(
  service: KubeObject,
  { gatewayService, external = NOTHING, part }: FactsRequest,
): boolean {
  const isOthers = gatewayService !== undefined || external.has("gateway-address");
  return isOthers || isOurs(service, part);
}

/** Lets a refused request pass as `otherwise`, and collects the refusal. */
function collecting(denied: Refusal[]) {
  return <T>(request: Promise<T>, otherwise: T, object?: ObjectRef): Promise<T> =>
    request.catch((error: unknown) => {
      if (!(error instanceof ApiError) || error.api.status !== 403) throw error;
      const { message } = error;
      denied.push(object === undefined ? { message } : { message, object });
      return otherwise;
    });
}

interface Read {
  readonly request: FactsRequest;
  readonly system: KubeObject | undefined;
  readonly namespace: KubeObject | undefined;
  readonly service: KubeObject | undefined;
  readonly token: KubeObject | undefined;
}

function reachable(
  client: ClusterReader,
  cluster: ClusterName,
  version: Json,
  read: Read,
): Omit<ReachableFacts, "denied"> {
  const told = isMap(version) ? version["gitVersion"] : undefined;
  const gitVersion = typeof told === "string" ? told : "unknown";
  const token = liveToken(read.token);
  return {
    reachable: true,
    cluster,
    server: client.server,
    ...(client.unverified && { unverified: true }),
    ...ownConnection(client),
    serverVersion: gitVersion,
    identity: read.system?.metadata.uid ?? "",
    embedded: isEmbedded(gitVersion),
    hasNamespace: read.namespace !== undefined,
    ...(read.namespace?.metadata.deletionTimestamp === undefined ? {} : { isTerminating: true }),
    namespaceAnnotations: Object.keys(read.namespace?.metadata.annotations ?? {}),
    ...(read.service !== undefined && isTheGateway(read.service, read.request)
      ? { gatewayService: read.service }
      : {}),
    ...(token === undefined ? {} : { readerToken: token }),
  };
}

function foundIn({
  istiod,
  livesIn,
  foreign,
  helmReleases,
}: Awaited<ReturnType<typeof foreignIstio>>) {
  return {
    ...(istiod && { istiod }),
    ...(livesIn && { livesIn }),
    ...(foreign && { foreign }),
    ...(helmReleases && { helmReleases }),
  };
}
