import { isList, isMap, type Json, type JsonMap, type KubeObject } from "../../kube/object.ts";
import type { ServedKind } from "./kinds.ts";
import { at } from "../../kube/at.ts";

interface Column {
  readonly name: string;
  readonly type?: string;
  readonly cell: (object: KubeObject) => Json;
}

const NAME: Column = { name: "Name", cell: (object) => object.metadata.name };
const AGE: Column = { name: "Age", cell: age };

const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  Namespace: [{ name: "Status", cell: (o) => text(at(o, "status", "phase")) }],
  Node: [
    { name: "Status", cell: () => "Ready" },
    { name: "Version", cell: (o) => text(at(o, "status", "nodeInfo", "kubeletVersion")) },
  ],
  Pod: [
    { name: "Ready", cell: podReady },
    { name: "Status", cell: (o) => text(at(o, "status", "phase")) },
    { name: "Restarts", cell: () => "0" },
  ],
  Deployment: [
    {
      name: "Ready",
      cell: (o) => `${count(o, "readyReplicas")}/${number(at(o, "spec", "replicas"))}`,
    },
    { name: "Up-to-date", type: "integer", cell: (o) => Number(count(o, "updatedReplicas")) },
    { name: "Available", type: "integer", cell: (o) => Number(count(o, "availableReplicas")) },
  ],
  ReplicaSet: [
    { name: "Desired", type: "integer", cell: (o) => Number(number(at(o, "spec", "replicas"))) },
    { name: "Current", type: "integer", cell: (o) => Number(count(o, "replicas")) },
    { name: "Ready", type: "integer", cell: (o) => Number(count(o, "readyReplicas")) },
  ],
  Service: [
    { name: "Type", cell: (o) => text(at(o, "spec", "type")) },
    { name: "Cluster-IP", cell: (o) => text(at(o, "spec", "clusterIP")) || "<none>" },
    { name: "External-IP", cell: externalAddress },
    { name: "Port(s)", cell: servicePorts },
  ],
  ConfigMap: [
    { name: "Data", type: "integer", cell: (o) => size(o["data"]) + size(o["binaryData"]) },
  ],
  Secret: [
    { name: "Type", cell: (o) => text(o["type"]) },
    { name: "Data", type: "integer", cell: (o) => size(o["data"]) },
  ],
  CustomResourceDefinition: [
    { name: "Created At", cell: (o) => o.metadata.creationTimestamp ?? "" },
  ],
};

/** Rows for `kubectl get`: the name, the kind's most important fields, the age. */
export function tableOf(
  objects: readonly KubeObject[],
  kind: ServedKind,
  resourceVersion: string,
): JsonMap {
  const custom = (kind.custom?.columns ?? []).filter((column) => (column.priority ?? 0) === 0);
  const own: readonly Column[] =
    kind.custom === undefined
      ? (COLUMNS[kind.kind] ?? [])
      : custom
          .filter((column) => column.name !== "Age")
          .map((column) => ({
            name: column.name,
            type: column.type,
            cell: (object) => cellText(byJsonPath(object, column.jsonPath)),
          }));
  const columns = kind.kind === "CustomResourceDefinition" ? [NAME, ...own] : [NAME, ...own, AGE];
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata: { resourceVersion },
    columnDefinitions: columns.map(({ name, type }) => ({
      name,
      type: type ?? "string",
      format: name === "Name" ? "name" : "",
      description: "",
      priority: 0,
    })),
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.cell(object)),
      object: {
        kind: "PartialObjectMetadata",
        apiVersion: "meta.k8s.io/v1",
        metadata: object.metadata,
      },
    })),
  };
}

function age(object: KubeObject): string {
  const created = Date.parse(object.metadata.creationTimestamp ?? "");
  const seconds = Math.max(0, Math.floor((Date.now() - created) / 1000));
  if (Number.isNaN(seconds)) return "<unknown>";
  if (seconds < 120) return `${String(seconds)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${String(minutes)}m`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${String(hours)}h` : `${String(Math.floor(hours / 24))}d`;
}

function podReady(pod: KubeObject): string {
  const statuses = list(at(pod, "status", "containerStatuses"));
  const ready = statuses.filter((status) => isMap(status) && status["ready"] === true).length;
  return `${String(ready)}/${String(list(at(pod, "spec", "containers")).length)}`;
}

function externalAddress(service: KubeObject): string {
  const addresses = list(at(service, "status", "loadBalancer", "ingress")).map((one) =>
    isMap(one) ? text(one["ip"]) || text(one["hostname"]) : "",
  );
  if (addresses.length > 0) return addresses.join(",");
  return at(service, "spec", "type") === "LoadBalancer" ? "<pending>" : "<none>";
}

function servicePorts(service: KubeObject): string {
  const ports = list(at(service, "spec", "ports")).filter(isMap);
  const texts = ports.map((port) => {
    const nodePort = port["nodePort"] === undefined ? "" : `:${number(port["nodePort"])}`;
    return `${number(port["port"])}${nodePort}/${text(port["protocol"])}`;
  });
  return texts.length === 0 ? "<none>" : texts.join(",");
}

/** `.spec.hosts`, `.status.conditions[?(@.type=="Ready")].status`. */
function byJsonPath(object: KubeObject, path: string): Json | undefined {
  const steps = path.match(/\.[^.[]+|\[\?\(@\.(\w+)==['"]([^'"]+)['"]\)\]/g) ?? [];
  return steps.reduce<Json | undefined>((value, step) => {
    const filter = /^\[\?\(@\.(\w+)==['"]([^'"]+)['"]\)\]$/.exec(step);
    if (filter === null) return isMap(value) ? value[step.slice(1)] : undefined;
    const [, key = "", wanted = ""] = filter;
    return list(value).find((item) => isMap(item) && item[key] === wanted);
  }, object);
}

function cellText(value: Json | undefined): Json {
  if (value === undefined || value === null) return null;
  return typeof value === "object" ? JSON.stringify(value) : value;
}

function count(object: KubeObject, field: string): string {
  return number(at(object, "status", field));
}

function number(value: Json | undefined): string {
  return typeof value === "number" ? String(value) : "0";
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function list(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

function size(value: Json | undefined): number {
  return isMap(value) ? Object.keys(value).length : 0;
}
