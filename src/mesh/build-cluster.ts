import { apiServerUrl, isServerName, proxyServerUrl } from "./address.ts";
import type { BuildContext } from "./build-context.ts";
import { buildGateway, buildLayers, checkRanges } from "./build-gateway.ts";
import type { WrittenCluster } from "./defaults.ts";
import type { ApiServerSection, ClusterSection } from "./mesh-file.ts";
import type { ApiServerSettings, Cluster, Patch } from "./model.ts";
import { nameText } from "./name-text.ts";
import { clusterName, networkName } from "./names.ts";
import type { NodePath } from "./parsed.ts";

type Place = WrittenCluster["place"];

/** One entry of `clusters`. `isHost`: another cluster names it as the home of its control plane. */
export function buildCluster(
  name: string,
  written: WrittenCluster,
  isHost: boolean,
  context: BuildContext,
): Cluster {
  const { section, place } = written;
  const { primary, controlPlane, identity, kubeconfig } = section;
  const target = section.context ?? name;
  const base = {
    name: clusterName(name),
    network: networkName(section.network ?? ""),
    context: target,
    written: { context: target, ...(kubeconfig === undefined ? {} : { kubeconfig }) },
    ...(kubeconfig === undefined
      ? {}
      : { kubeconfig: context.path(kubeconfig, "kubeconfig", place("kubeconfig")) }),
    ...(identity === undefined ? {} : { identity }),
    apiServer: buildApiServer(section.apiServer, place, context),
    podCidrs: section.podCidrs ?? [],
    delivery: section.delivery ?? {},
    gateway: buildGateway(written, context),
    values: buildLayers(written.values, context),
    patches: buildPatches(section, place, context),
    at: context.keySpan(["clusters", name]),
    fieldsAt: context.spansOf(section, place),
  };
  checkRanges(section.podCidrs ?? [], place("podCidrs"), context);
  if (primary !== undefined) {
    const injector = section.injector ?? "primary";
    return { ...base, role: "remote", primary: clusterName(primary), injector };
  }
  if (controlPlane !== undefined)
    return { ...base, role: "primary", host: clusterName(controlPlane) };
  return isHost && section.network === undefined
    ? { ...base, role: "host" }
    : { ...base, role: "primary" };
}

function buildApiServer(
  written: ClusterSection["apiServer"],
  place: Place,
  context: BuildContext,
): ApiServerSettings {
  const isText = typeof written === "string";
  const section: ApiServerSection = isText ? { url: written } : (written ?? {});
  const { url, caFile, tlsServerName, proxyUrl, from = {} } = section;
  const at = (...field: NodePath): NodePath => place("apiServer", ...(isText ? [] : field));
  if (proxyUrl !== undefined) checkProxy(proxyUrl, at("proxyUrl"), context);
  if (tlsServerName !== undefined) checkServerName(tlsServerName, at("tlsServerName"), context);
  return {
    ...(url === undefined ? {} : { url: serverUrl(url, at("url"), context) }),
    ...(caFile === undefined
      ? {}
      : { caFile: context.path(caFile, "apiServer.caFile", at("caFile")) }),
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
    ...(proxyUrl === undefined ? {} : { proxyUrl }),
    from: new Map(
      Object.entries(from)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([observer, other]) => [
          clusterName(observer),
          serverUrl(other.url, at("from", observer, "url"), context),
        ]),
    ),
  };
}

function serverUrl(url: string, at: NodePath, context: BuildContext): string {
  if (apiServerUrl(url) === undefined) {
    context.report(
      "MP0306",
      at,
      `apiServer ${nameText(url)} is not the https URL of an API server`,
      "write scheme, host, port and perhaps a path, such as https://10.2.0.2:6443",
    );
  }
  return url.replace(/\/$/, "");
}

function checkProxy(url: string, at: NodePath, context: BuildContext): void {
  if (proxyServerUrl(url) !== undefined) return;
  context.report(
    "MP0310",
    at,
    `apiServer.proxyUrl ${nameText(url)} is not the URL of a proxy`,
    "write scheme, host and port only, such as http://proxy.example.com:3128",
  );
}

function checkServerName(name: string, at: NodePath, context: BuildContext): void {
  if (isServerName(name)) return;
  context.report(
    "MP0311",
    at,
    `apiServer.tlsServerName ${nameText(name)} is neither a DNS name nor an IP address`,
    "write the name that stands in the API server's certificate, such as api.cluster2.example.com",
  );
}

function buildPatches(
  section: ClusterSection,
  place: Place,
  context: BuildContext,
): readonly Patch[] {
  return (section.patches ?? []).map(({ target, patch }, index) => {
    const path = [...place("patches"), String(index)];
    return {
      target,
      patch,
      at: context.span(path),
      fieldsAt: context.valueSpans([...path, "patch"]),
    };
  });
}
