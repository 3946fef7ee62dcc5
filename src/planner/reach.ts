import { certificatesIn } from "../certs/pem.ts";
import { isList, isMap, type Json, type JsonMap, type KubeObject } from "../kube/object.ts";
import type { ApiServerAccess } from "../kube/remote-kubeconfig.ts";
import { mapInYaml } from "../mesh/map-in-yaml.ts";
import { isSameServer } from "./access.ts";
import type { LiveAccess, Reach } from "./action.ts";
import type { ReachableFacts } from "./facts.ts";
import { withoutUrlUsers } from "../util/without-url-users.ts";

/** How a planned way to an API server compares with what the cluster behind it says of itself. */
export function reachOf(
  access: ApiServerAccess,
  facts: ReachableFacts,
  account: { readonly ca: string } | undefined,
): Reach {
  const own = facts.rootCa;
  const wanted = access.ca ?? account?.ca;
  // Until its token is there, a cluster without a CA of the file is trusted by the one that Kubernetes will put beside it.
  const sent = wanted === undefined ? own : Buffer.from(wanted, "base64").toString("utf8");
  const fingerprint = sent === undefined ? undefined : fingerprintsIn(sent)[0];
  const server = isSameServer(access.server, facts.server) ? "kubeconfig" : "other";
  if (access.publicCa === true) return { server, ca: "public" };
  return {
    server,
    ca: own === undefined ? "unknown" : isWithin(sent, own) ? "cluster" : "other",
    ...(fingerprint === undefined ? {} : { fingerprint }),
  };
}

/** Every certificate of the one text is in the other, and there is one: more of them would trust others, too. */
function isWithin(sent: string | undefined, own: string): boolean {
  const known = new Set(fingerprintsIn(own));
  const prints = fingerprintsIn(sent ?? "");
  return prints.length > 0 && prints.every((print) => known.has(print));
}

function fingerprintsIn(pem: string): readonly string[] {
  return (certificatesIn(pem) ?? []).map((certificate) => certificate.fingerprint256);
}

/**
 * The way that the kubeconfig in a live Secret describes, without its credentials; empty where it cannot be read.
 *
 * Anybody may have written it, so nothing is taken for granted. Where it has several clusters the current context decides.
 */
export function liveAccess(secret: KubeObject): LiveAccess {
  const data = secret["data"];
  const texts = isMap(data) ? Object.values(data) : [];
  const [encoded] = texts;
  if (texts.length !== 1 || typeof encoded !== "string") return {};
  const cluster = clusterIn(mapInYaml(Buffer.from(encoded, "base64").toString("utf8")));
  const server = textOf(cluster["server"]);
  const tlsServerName = textOf(cluster["tls-server-name"]);
  const proxyUrl = textOf(cluster["proxy-url"]);
  const ca = Buffer.from(textOf(cluster["certificate-authority-data"]), "base64").toString("utf8");
  const [fingerprint] = fingerprintsIn(ca);
  return {
    ...(server === "" ? {} : { server: withoutUrlUsers(server) }),
    ...(tlsServerName === "" ? {} : { tlsServerName }),
    ...(proxyUrl === "" ? {} : { proxyUrl: withoutUrlUsers(proxyUrl) }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(cluster["insecure-skip-tls-verify"] === true ? ({ insecure: true } as const) : {}),
  };
}

function clusterIn(kubeconfig: JsonMap): JsonMap {
  const context = named(kubeconfig["contexts"], textOf(kubeconfig["current-context"]), "context");
  return named(kubeconfig["clusters"], textOf(context["cluster"]), "cluster");
}

function named(list: Json | undefined, name: string, part: string): JsonMap {
  const found = (isList(list) ? list : []).find((one) => isMap(one) && one["name"] === name);
  const value = isMap(found) ? found[part] : undefined;
  return isMap(value) ? value : {};
}

const textOf = (value: Json | undefined): string => (typeof value === "string" ? value : "");
