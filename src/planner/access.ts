import { whyUnverified, type ShownChain } from "../certs/server-chain.ts";
import { certificateBundle } from "../certs/pem.ts";
import type { ApiServerAccess } from "../kube/remote-kubeconfig.ts";
import type { ApiServerSettings, Cluster, ClusterName } from "../mesh/model.ts";
import type { Topology } from "../mesh/topology.ts";
import type { ReachableFacts } from "./facts.ts";
import { isUrl } from "../util/is-url.ts";

/** What decides which server answers, and with which certificate. */
export type Way = Pick<ApiServerAccess, "server" | "tlsServerName">;

/**
 * Address and TLS name by which `reader` reaches an API server: as the file says, else as meshplan itself reached it. A TLS
 * name of the kubeconfig belongs to the kubeconfig's address, and to no other that the file names.
 */
export function wayTo(
  { url, from, tlsServerName }: ApiServerSettings,
  reader: ClusterName,
  own: Way,
): Way {
  const server = from.get(reader) ?? url ?? own.server;
  const name = tlsServerName ?? (isSameServer(server, own.server) ? own.tlsServerName : undefined);
  return { server, ...(name === undefined ? {} : { tlsServerName: name }) };
}

/** The clusters whose istiod gets a credential for this one. */
export function readersOf(cluster: Cluster, { secrets }: Topology): readonly ClusterName[] {
  const host = cluster.role === "primary" && cluster.host !== undefined ? [cluster.host] : [];
  const readers = secrets.flatMap((one) => (one.of === cluster.name ? [one.in] : []));
  return [...new Set([...host, ...readers])];
}

/** The one way is the other in another spelling: `https://API.example:443/` is `https://api.example`. */
export function isSameWay(one: Way, other: Way): boolean {
  return isSameServer(one.server, other.server) && tlsNameOf(one) === tlsNameOf(other);
}

export function isSameServer(one: string, other: string): boolean {
  return spelling(one) === spelling(other);
}

/** The name that the certificate has to be for. */
export function tlsNameOf({ server, tlsServerName }: Way): string {
  if (tlsServerName !== undefined) return tlsServerName;
  return isUrl(server) ? new URL(server).hostname.replace(/^\[|\]$/g, "") : server;
}

/** One for each way, whatever its spelling. */
export function wayKey(way: Way): string {
  return JSON.stringify([spelling(way.server), tlsNameOf(way)]);
}

function spelling(server: string): string {
  if (!isUrl(server)) return server;
  const { origin, pathname } = new URL(server);
  return origin + pathname.replace(/\/+$/, "");
}

/** How meshplan itself reached a cluster. */
function ownWay({ server, own }: ReachableFacts): Way {
  return {
    server,
    ...(own?.tlsServerName === undefined ? {} : { tlsServerName: own.tlsServerName }),
  };
}

/**
 * Everything the remote secret says of the way, its token aside. The keys of the file win. What was seen to work on
 * the way that meshplan itself took is handed on where they leave that way as it is: TLS name, path, and whom to trust.
 */
export function accessOf(
  remote: Cluster,
  reader: ClusterName,
  facts: ReachableFacts,
  files: ReadonlyMap<string, string>,
): ApiServerAccess {
  const { caFile, proxyUrl } = remote.apiServer;
  const way = wayTo(remote.apiServer, reader, ownWay(facts));
  const proxy = proxyUrl === undefined ? {} : { proxyUrl };
  if (caFile === undefined) return { ...way, ...proxy, ...provenTrust(way, facts) };
  const ca = files.get(caFile);
  return { ...way, ...proxy, ...(ca === undefined ? {} : { ca: base64(ca) }) };
}

/**
 * Whom istiod has to trust on meshplan's own way. Nothing where the cluster's own CA signs what was shown, so that the secret is
 * the one that istioctl writes and does not depend on whose kubeconfig is used; otherwise the kubeconfig's CA, or, where it has
 * none, the authorities that everybody trusts. Nothing of a kubeconfig that checks nothing was ever seen to work.
 */
function provenTrust(way: Way, facts: ReachableFacts): Pick<ApiServerAccess, "ca" | "publicCa"> {
  const { own, rootCa, unverified } = facts;
  if (own === undefined || own.shown.length === 0 || unverified === true) return {};
  if (!isSameWay(way, ownWay(facts))) return {};
  const name = tlsNameOf(way);
  const fits = (trusted: { readonly pem: string } | "public"): boolean =>
    whyUnverified(own.shown, { trusted, name }) === undefined;
  if (rootCa !== undefined && fits({ pem: rootCa })) return {};
  if (own.authority === undefined) return fits("public") ? { publicCa: true } : {};
  const bundle = certificateBundle(own.authority);
  return bundle.problem === undefined && fits(bundle) ? { ca: base64(bundle.pem) } : {};
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** What the server on this way shows, and why it is not known where nobody looked or nobody answered. */
export function shownOn(
  way: Way,
  facts: ReachableFacts,
): ShownChain | { readonly untried: string } | undefined {
  if (isSameWay(way, ownWay(facts))) {
    const shown = facts.own?.shown ?? [];
    return shown.length === 0 ? undefined : shown;
  }
  return facts.shown?.get(wayKey(way));
}
