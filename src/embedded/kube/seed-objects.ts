import type { KubeObject } from "../../kube/object.ts";
import { type EmbeddedCluster, kindOf } from "./cluster.ts";
import { kubeTime } from "./clock.ts";
import { createObject, updateObject } from "./writes.ts";

/** Fills a fresh cluster: the system namespaces and one Ready node. The namespace controller adds the rest. */
export function seedCluster(cluster: EmbeddedCluster): void {
  for (const name of ["kube-system", "kube-public", "kube-node-lease", "default"]) {
    const namespace: KubeObject = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
    createObject(cluster, kindOf(cluster, "v1", "Namespace"), namespace, {
      manager: "kube-apiserver",
    });
  }
  const kind = kindOf(cluster, "v1", "Node");
  const name = `${cluster.name}-node-1`;
  const node: KubeObject = {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: { "kubernetes.io/hostname": name, "kubernetes.io/os": "linux" } },
    spec: { podCIDR: "10.244.0.0/24" },
  };
  const { object } = createObject(cluster, kind, node, { manager: "kubelet" });
  const now = kubeTime(cluster.clock.now());
  const ready = { ...object, status: nodeStatus(now) } as KubeObject;
  updateObject(cluster, kind, object, ready, { manager: "kubelet", subresource: "status" });
  const service: KubeObject = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "kubernetes", namespace: "default" },
    spec: { ports: [{ name: "https", port: 443, protocol: "TCP", targetPort: 6443 }] },
  };
  createObject(cluster, kindOf(cluster, "v1", "Service"), service, { manager: "kube-apiserver" });
}

function nodeStatus(now: string): KubeObject["status"] {
  return {
    capacity: { cpu: "4", memory: "8Gi", pods: "110" },
    allocatable: { cpu: "4", memory: "8Gi", pods: "110" },
    conditions: [
      {
        type: "Ready",
        status: "True",
        reason: "KubeletReady",
        message: "kubelet is posting ready status",
        lastHeartbeatTime: now,
        lastTransitionTime: now,
      },
    ],
    addresses: [{ type: "InternalIP", address: "192.0.2.10" }],
    nodeInfo: {
      kubeletVersion: "v1.35.4+meshplan",
      operatingSystem: "linux",
      architecture: "amd64",
      containerRuntimeVersion: "none://0",
      kernelVersion: "0",
      osImage: "embedded",
      machineID: "",
      systemUUID: "",
      bootID: "",
      kubeProxyVersion: "",
    },
  };
}
