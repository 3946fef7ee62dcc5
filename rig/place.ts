import { tmpdir } from "node:os";
import { join } from "node:path";

/** One rig on this machine: its network namespace and its state folder. Two places never touch each other. */
export interface Place {
  readonly namespace: string;
  readonly home: string;
}

/** The rig of the command line: `MESHPLAN_RIG_NS` and `MESHPLAN_RIG_HOME` name another one. */
export function commandLinePlace(): Place {
  const namespace = process.env["MESHPLAN_RIG_NS"] ?? "meshrig";
  return { namespace, home: process.env["MESHPLAN_RIG_HOME"] ?? placeNamed(namespace).home };
}

export function placeNamed(namespace: string): Place {
  return { namespace, home: join(tmpdir(), namespace) };
}

/** Each east-west gateway has a namespace of its own, because Envoy binds 0.0.0.0:15443 and 127.0.0.1:15000. */
export function gatewayNamespace(place: Place, n: number): string {
  return `${place.namespace}-gw${n}`;
}

export const kubeconfigPath = (place: Place): string => join(place.home, "kubeconfig");
export const doorPath = (place: Place): string => join(place.home, "door.sock");
export const logPath = (place: Place, name: string): string =>
  join(place.home, "log", `${name}.log`);
export const auditLogPath = (place: Place, cluster: string): string =>
  join(place.home, "log", `${cluster}-audit.log`);
export const pkiPath = (place: Place, file: string): string => join(place.home, "pki", file);
/** Working directory of a pod that runs as a process. */
export const podFolder = (place: Place, name: string): string => join(place.home, "pods", name);
