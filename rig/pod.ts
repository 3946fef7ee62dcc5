import type { Json, JsonMap } from "../src/kube/object.ts";
import { addressesOf } from "./addresses.ts";
import type { Api } from "./api.ts";
import { listAt, mapAt, textAt } from "./json.ts";
import type { Place } from "./place.ts";

/** A pod that runs as a process: where it belongs and what it is. */
export interface Pod {
  readonly place: Place;
  readonly n: number;
  readonly api: Api;
  readonly object: JsonMap;
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  /** The address it gets, fixed by its role. */
  readonly address: string;
  /** Its working directory: volumes are written below it, because Istio's paths are all relative. */
  readonly folder: string;
}

/** The first container: the only one that runs. */
export function containerOf(pod: Pod): JsonMap {
  return mapAt(listAt(pod.object, "spec", "containers")[0]);
}

/** A token of the pod's service account, bound to the pod as a kubelet's are. */
export async function tokenFor(
  pod: Pod,
  audiences: readonly string[],
  seconds: number,
): Promise<string> {
  const account = textAt(pod.object, "spec", "serviceAccountName") ?? "default";
  const boundObjectRef = { kind: "Pod", apiVersion: "v1", name: pod.name, uid: pod.uid };
  const answer = await pod.api(
    "POST",
    `/api/v1/namespaces/${pod.namespace}/serviceaccounts/${account}/token`,
    {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: {
        expirationSeconds: seconds,
        boundObjectRef,
        ...(audiences.length > 0 ? { audiences } : {}),
      },
    },
  );
  const token = textAt(answer.body, "status", "token");
  if (token === undefined) throw new Error(`no token for ${account}: ${answer.status}`);
  return token;
}

/** What the downward API says for a field path, e.g. `metadata.labels['app']`. Empty where there is nothing. */
export function downwardField(pod: Pod, fieldPath: string): string {
  const keyed = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(fieldPath);
  if (keyed !== null) return textAt(pod.object, "metadata", keyed[1] ?? "", keyed[2] ?? "") ?? "";
  switch (fieldPath) {
    case "metadata.labels":
    case "metadata.annotations":
      return linesOf(mapAt(pod.object, ...fieldPath.split(".")));
    case "status.podIP":
      return pod.address;
    case "status.hostIP":
      return addressesOf(pod.n).node;
    default:
      return textAt(pod.object, ...fieldPath.split(".")) ?? "";
  }
}

/** The container's environment in its order, `$(NAME)` of earlier variables filled in. */
export function environmentOf(pod: Pod): Readonly<Record<string, string>> {
  const environment: Record<string, string> = {};
  for (const variable of listAt(containerOf(pod), "env")) {
    const name = textAt(variable, "name") ?? "";
    const value = textAt(variable, "value");
    environment[name] =
      value === undefined
        ? sourceOf(pod, mapAt(variable, "valueFrom"))
        : expand(value, environment);
  }
  return environment;
}

/** The container's arguments, `$(NAME)` filled in. */
export function argumentsOf(
  pod: Pod,
  environment: Readonly<Record<string, string>>,
): readonly string[] {
  return listAt(containerOf(pod), "args").flatMap((value) =>
    typeof value === "string" ? [expand(value, environment)] : [],
  );
}

/** CPUs and the like: pods get the same small number everywhere. */
export const RESOURCE_LIMIT = "2";

function sourceOf(pod: Pod, valueFrom: JsonMap): string {
  const fieldPath = textAt(valueFrom, "fieldRef", "fieldPath");
  if (fieldPath !== undefined) return downwardField(pod, fieldPath);
  return valueFrom["resourceFieldRef"] === undefined ? "" : RESOURCE_LIMIT;
}

/** Kubernetes leaves `$(NAME)` of an unknown variable as it is. Exported for its test. */
export function expand(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replace(/\$\((\w+)\)/g, (whole, name: string) => environment[name] ?? whole);
}

function linesOf(map: JsonMap): string {
  return Object.entries(map)
    .map(([key, value]: [string, Json | undefined]) => `${key}=${JSON.stringify(value)}`)
    .join("\n");
}
