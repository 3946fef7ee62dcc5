import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../src/kube/object.ts";
import { addressesOf, API_PORT, clusterName } from "./addresses.ts";
import { apiOf, type Api } from "./api.ts";
import { writeAuditPolicy } from "./audit.ts";
import { programPath } from "./cache.ts";
import { throughDoor } from "./door.ts";
import { httpStatus } from "./http-get.ts";
import { listAt, textAt } from "./json.ts";
import { writeKubeconfig } from "./kubeconfig.ts";
import { kwokStages } from "./kwok-stages.ts";
import { auditLogPath, pkiPath, type Place } from "./place.ts";
import { startProcess } from "./process-book.ts";
import { until, whenTrue } from "./until.ts";
import { CONTROLLER_MANAGER_USER, KWOK_USER, SCHEDULER_USER, type User } from "./users.ts";

const ISSUER = "https://kubernetes.default.svc.cluster.local";
const ETCD_CLIENTS = "http://127.0.0.1:2379";
const ETCD_PEERS = "http://127.0.0.1:2380";
const NODES_PER_CLUSTER = 2;

/** One etcd for all clusters, each below a prefix of its own. Nothing is flushed to disk: the data is thrown away. */
export async function startEtcd(place: Place): Promise<void> {
  startProcess(place, "etcd", [
    programPath("etcd"),
    `--data-dir=${join(place.home, "etcd")}`,
    `--listen-client-urls=${ETCD_CLIENTS}`,
    `--advertise-client-urls=${ETCD_CLIENTS}`,
    `--listen-peer-urls=${ETCD_PEERS}`,
    `--initial-advertise-peer-urls=${ETCD_PEERS}`,
    `--initial-cluster=default=${ETCD_PEERS}`,
    "--unsafe-no-fsync",
    "--log-level=warn",
  ]);
  const health = `${ETCD_CLIENTS}/health`;
  await until("etcd", async () => whenTrue((await httpStatus(health, throughDoor(place))) === 200));
}

/** Starts the API server, the controllers and kwok of cluster `n`, and returns when a Deployment could run there. */
export async function startCluster(place: Place, n: number): Promise<void> {
  const name = clusterName(n);
  startApiServer(place, n);
  const api = apiOf(place, n, throughDoor(place));
  await until(`API server of ${name}`, async () =>
    whenTrue((await api("GET", "/readyz")).status === 200),
  );
  startControllers(place, n);
  await Promise.all([makeNodes(api, n), letViewersRead(api)]);
  await until(`nodes of ${name}`, async () => {
    const nodes = listAt((await api("GET", "/api/v1/nodes")).body, "items");
    return whenTrue(nodes.filter(isReady).length === NODES_PER_CLUSTER);
  });
  const inDefault = "/api/v1/namespaces/default";
  for (const path of ["serviceaccounts/default", "configmaps/kube-root-ca.crt"]) {
    const there = async (): Promise<true | undefined> =>
      whenTrue((await api("GET", `${inDefault}/${path}`)).status === 200);
    await until(`${path} in ${name}`, there);
  }
}

function startApiServer(place: Place, n: number): void {
  const { apiServer, serviceRange } = addressesOf(n);
  const name = clusterName(n);
  startProcess(place, `${name}-apiserver`, [
    programPath("kube-apiserver"),
    `--etcd-servers=${ETCD_CLIENTS}`,
    `--etcd-prefix=/${name}`,
    ...(n > 1 ? ["--etcd-compaction-interval=0"] : []), // one of them is enough for a shared etcd
    `--bind-address=${apiServer}`,
    `--advertise-address=${apiServer}`,
    `--secure-port=${API_PORT}`,
    `--tls-cert-file=${pkiPath(place, `api${n}.crt`)}`,
    `--tls-private-key-file=${pkiPath(place, `api${n}.key`)}`,
    `--client-ca-file=${pkiPath(place, "ca.crt")}`,
    `--service-account-issuer=${ISSUER}`,
    `--service-account-key-file=${pkiPath(place, "service-accounts.key")}`,
    `--service-account-signing-key-file=${pkiPath(place, "service-accounts.key")}`,
    `--api-audiences=${ISSUER},istio-ca`,
    "--authorization-mode=RBAC",
    `--token-auth-file=${join(place.home, "tokens.csv")}`,
    `--service-cluster-ip-range=${serviceRange}`,
    "--allow-privileged=true",
    "--enable-aggregator-routing=true", // webhooks go to EndpointSlice addresses: there is no kube-proxy
    `--audit-policy-file=${writeAuditPolicy(place)}`,
    `--audit-log-path=${auditLogPath(place, name)}`,
    "--v=1",
  ]);
}

function startControllers(place: Place, n: number): void {
  const name = clusterName(n);
  startProcess(place, `${name}-controllers`, [
    programPath("kube-controller-manager"),
    `--kubeconfig=${componentKubeconfig(place, n, CONTROLLER_MANAGER_USER)}`,
    "--secure-port=0",
    "--leader-elect=false",
    "--use-service-account-credentials",
    `--service-account-private-key-file=${pkiPath(place, "service-accounts.key")}`,
    `--root-ca-file=${pkiPath(place, "ca.crt")}`,
    `--cluster-signing-cert-file=${pkiPath(place, "ca.crt")}`,
    `--cluster-signing-key-file=${pkiPath(place, "ca.key")}`,
    "--v=1",
  ]);
  startProcess(place, `${name}-scheduler`, [
    programPath("kube-scheduler"),
    `--kubeconfig=${componentKubeconfig(place, n, SCHEDULER_USER)}`,
    "--secure-port=0",
    "--leader-elect=false",
    "--v=1",
  ]);
  // One file for each cluster: a kwok that reads while another cluster's start writes finds no stages, and ends.
  const stages = join(place.home, `${name}-kwok-stages.yaml`);
  writeFileSync(stages, kwokStages());
  startProcess(place, `${name}-kwok`, [
    programPath("kwok"),
    `--kubeconfig=${componentKubeconfig(place, n, KWOK_USER)}`,
    "--manage-all-nodes=true",
    `--cidr=${addressesOf(n).podRange}`,
    `--node-ip=${addressesOf(n).node}`,
    "--node-lease-duration-seconds=40",
    `--config=${stages}`,
  ]);
}

function componentKubeconfig(place: Place, n: number, user: User): string {
  const path = join(place.home, `${clusterName(n)}-${user.name.replaceAll(":", "-")}.kubeconfig`);
  writeKubeconfig(place, path, [{ context: user.name, n, token: user.token }]);
  return path;
}

async function makeNodes(api: Api, n: number): Promise<void> {
  const room = { cpu: "64", memory: "256Gi", pods: "500" };
  for (let k = 1; k <= NODES_PER_CLUSTER; k++) {
    const name = `${clusterName(n)}-node${k}`;
    const labels = {
      "kubernetes.io/os": "linux",
      "kubernetes.io/arch": "amd64",
      "kubernetes.io/hostname": name,
      "topology.kubernetes.io/region": `region${n}`,
      "topology.kubernetes.io/zone": `zone${n}${k}`,
    };
    const status = { allocatable: room, capacity: room };
    await api("POST", "/api/v1/nodes", {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name, labels },
      status,
    });
  }
}

async function letViewersRead(api: Api): Promise<void> {
  const group = "rbac.authorization.k8s.io";
  await api("POST", `/apis/${group}/v1/clusterrolebindings`, {
    apiVersion: `${group}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name: "rig-viewers" },
    roleRef: { apiGroup: group, kind: "ClusterRole", name: "view" },
    subjects: [{ apiGroup: group, kind: "Group", name: "rig:viewers" }],
  });
}

function isReady(node: Json): boolean {
  const ready = listAt(node, "status", "conditions").some(
    (condition) => textAt(condition, "type") === "Ready" && textAt(condition, "status") === "True",
  );
  return ready && listAt(node, "spec", "taints").length === 0;
}
