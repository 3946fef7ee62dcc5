import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addressesOf, API_PORT } from "./addresses.ts";
import { partFile, programPath } from "./cache.ts";
import { listAt, mapAt, parseJson, textAt } from "./json.ts";
import { writeKubeconfig } from "./kubeconfig.ts";
import { PROCESS_LABELS } from "./kwok-stages.ts";
import type { JsonMap } from "../src/kube/object.ts";
import { readHosts, writeHosts } from "./namespaces.ts";
import { gatewayNamespace, pkiPath } from "./place.ts";
import { argumentsOf, environmentOf, type Pod, tokenFor } from "./pod.ts";
import { holdersAfter } from "./slots.ts";

/** How to run one pod as a process. */
export interface PodCommand {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Network namespace, where it is not the rig's own. */
  readonly namespace?: string;
}

/** A kind of pod that runs as a process. */
export interface PodRole {
  readonly name: "istiod" | "istiod2" | "gateway";
  readonly selector: string;
  /** Which of the pods that the selector finds, newest first, is the one to run. */
  choose(n: number, pods: readonly JsonMap[]): JsonMap | undefined;
  address(n: number): string;
  /** The pod is ready exactly when this page answers 200. */
  readinessUrl(address: string): string;
  /** Or why it has to wait. */
  prepare(pod: Pod): Promise<PodCommand | string>;
}

const [ISTIOD_LABEL, GATEWAY_LABEL] = PROCESS_LABELS;
const ISTIOD_TOKEN_SECONDS = 86_400;
const FIRST_CONTROLZ_PORT = 9876;
/** Where istiod looks for the kubeconfig of another cluster that it is to serve, below the pod's folder. */
const OTHER_CLUSTER = "var/run/secrets/remote/config";
const OWN_CLUSTER = "var/run/secrets/kubernetes.io/serviceaccount";
/** client-go reads the files of a pod's account from the root, so the process gets a /var/run of its own. */
const WITH_OWN_SECRETS =
  'mount -t tmpfs tmpfs /var/run && ln -s "$PWD/var/run/secrets" /var/run/secrets && exec "$@"';

/** An istiod of each of two revisions, and a gateway. */
export const POD_ROLES: readonly PodRole[] = [
  istiodRole("istiod", 0, (n) => addressesOf(n).istiod),
  istiodRole("istiod2", 1, (n) => addressesOf(n).secondIstiod),
  {
    name: "gateway",
    selector: `${GATEWAY_LABEL.label}=${GATEWAY_LABEL.value}`,
    choose: (_, pods) => pods[0],
    address: (n) => addressesOf(n).gateway,
    readinessUrl: (address) => `http://${address}:15021/healthz/ready`,
    prepare: prepareGateway,
  },
];

/** The revisions at an istiod's two addresses, by cluster. */
const ISTIOD_HOLDERS = new Map<number, readonly (string | undefined)[]>();

function istiodRole(
  name: "istiod" | "istiod2",
  slot: number,
  address: (n: number) => string,
): PodRole {
  return {
    name,
    selector: `${ISTIOD_LABEL.label}=${ISTIOD_LABEL.value}`,
    choose(n, pods) {
      const revisions = [...new Set(pods.map(revisionOf).reverse())];
      const now = holdersAfter(ISTIOD_HOLDERS.get(n) ?? [undefined, undefined], revisions);
      ISTIOD_HOLDERS.set(n, now);
      return pods.find((pod) => revisionOf(pod) === now[slot]);
    },
    address,
    readinessUrl: (at) => `http://${at}:8080/ready`,
    prepare: (pod) => prepareIstiod(pod, slot),
  };
}

const revisionOf = (pod: JsonMap): string =>
  textAt(pod, "metadata", "labels", "istio.io/rev") ?? "";

/** istiod with the pod's own arguments and rights; only what upstream Envoy cannot do is switched off. */
async function prepareIstiod(pod: Pod, slot: number): Promise<PodCommand | string> {
  const stock = environmentOf(pod);
  await writeMeshConfig(pod, stock["REVISION"] ?? "");
  const access = await clusterAccess(pod);
  const env = {
    ...stock,
    ...access.env,
    // Upstream Envoy has no istio.metadata_exchange and no istio.alpn: istiod's listeners would be rejected.
    PILOT_ENABLE_METADATA_EXCHANGE: "false",
    PILOT_ENABLE_ALPN_FILTER: "false",
  };
  const listen = (port: number): string => `${pod.address}:${port}`;
  const args = argumentsOf(pod, env).filter((arg) => !arg.startsWith("--monitoringAddr"));
  const addresses = [
    `--httpAddr=${listen(8080)}`,
    `--httpsAddr=${listen(15017)}`,
    `--grpcAddr=${listen(15010)}`,
    `--secureGRPCAddr=${listen(15012)}`,
    `--monitoringAddr=${listen(15014)}`,
    `--ctrlz_port=${FIRST_CONTROLZ_PORT + 2 * pod.n + slot}`,
  ];
  return {
    command: [...access.wrapper, programPath("pilot-discovery"), ...args, ...addresses],
    env,
  };
}

/** How istiod finds the cluster it serves and, where that is another one, the cluster in which it runs. */
async function clusterAccess(pod: Pod): Promise<{
  readonly env: Readonly<Record<string, string>>;
  readonly wrapper: readonly string[];
}> {
  const token = await tokenFor(pod, [], ISTIOD_TOKEN_SECONDS);
  const other = join(pod.folder, OTHER_CLUSTER);
  if (!existsSync(other)) {
    const kubeconfig = join(pod.folder, "kubeconfig");
    writeKubeconfig(pod.place, kubeconfig, [{ context: "istiod", n: pod.n, token }]);
    return { env: { KUBECONFIG: kubeconfig }, wrapper: [] };
  }
  const own = join(pod.folder, OWN_CLUSTER);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, "token"), token);
  writeFileSync(join(own, "ca.crt"), readFileSync(pkiPath(pod.place, "ca.crt")));
  return {
    env: {
      KUBECONFIG: other,
      KUBERNETES_SERVICE_HOST: addressesOf(pod.n).apiServer,
      KUBERNETES_SERVICE_PORT: String(API_PORT),
    },
    wrapper: ["sh", "-c", WITH_OWN_SECRETS, "sh"],
  };
}

/**
 * Upstream Envoy has no istio.stats filter either, so istiod reads its mesh config from a file without that default
 * provider. The ConfigMap in the cluster stays as it is; edits of it after the start are not seen.
 */
async function writeMeshConfig(pod: Pod, revision: string): Promise<void> {
  const name = ["", "default"].includes(revision) ? "istio" : `istio-${revision}`;
  const path = `/api/v1/namespaces/${pod.namespace}/configmaps/${name}`;
  const mesh = textAt((await pod.api("GET", path)).body, "data", "mesh");
  if (mesh === undefined) return;
  const folder = join(pod.folder, "etc/istio/config");
  mkdirSync(folder, { recursive: true });
  const provider = /^defaultProviders:\n {2}metrics:\n {2}- prometheus\n/m;
  writeFileSync(join(folder, "mesh"), mesh.replace(provider, ""));
}

/** pilot-agent and Envoy in the gateway's own namespace, which sees every Service of istiod as this cluster's EndpointSlices say. */
async function prepareGateway(pod: Pod): Promise<PodCommand | string> {
  const env = environmentOf(pod);
  const hosts = { ...readHosts(pod.place.namespace), ...(await istiodHosts(pod)) };
  const [host = ""] = (env["CA_ADDR"] ?? "").split(":");
  if (hosts[host] === undefined) return `${host} has no endpoint`;
  const namespace = gatewayNamespace(pod.place, pod.n);
  writeHosts(namespace, hosts);
  const proxyConfig = mapAt(parseJson(env["PROXY_CONFIG"] ?? "{}"));
  const binary = { ...proxyConfig, binaryPath: programPath("envoy") };
  const template = ["--templateFile", partFile("istio", "envoy_bootstrap.json")];
  return {
    command: [programPath("pilot-agent"), ...argumentsOf(pod, env), ...template],
    env: { ...env, PROXY_CONFIG: JSON.stringify(binary) },
    namespace,
  };
}

/** By host name: `istiod`, `istiod-REVISION`, `istiod-remote`. */
async function istiodHosts(pod: Pod): Promise<Readonly<Record<string, string>>> {
  const slices = `/apis/discovery.k8s.io/v1/namespaces/${pod.namespace}/endpointslices`;
  const found = listAt((await pod.api("GET", slices)).body, "items").flatMap((slice) => {
    const service = textAt(slice, "metadata", "labels", "kubernetes.io/service-name") ?? "";
    const address = textAt(slice, "endpoints", 0, "addresses", 0);
    const isIstiod = service === "istiod" || service.startsWith("istiod-");
    return isIstiod && address !== undefined
      ? [[`${service}.${pod.namespace}.svc`, address] as const]
      : [];
  });
  return Object.fromEntries(found);
}
