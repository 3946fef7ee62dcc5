import { refText } from "../../../kube/object.ts";
import type { Cluster } from "../../../mesh/model.ts";
import type { InstalledObject } from "../../installed.ts";
import { commandLine } from "../../../util/command-line.ts";

/** The sentence to send to whoever installed an object: `ask the owner of Deployment istio-system/istiod in cluster1 to …`. */
export function askOwner({ object, by }: InstalledObject, { name }: Cluster, to: string): string {
  const who = by === undefined ? "" : ` (${by})`;
  return `ask the owner of ${refText(object)} in ${name}${who} to ${to}`;
}

/** A value of Istio's charts in the words of both installers: `set global.network=n1 (Helm: …; istioctl: …)`. */
export function setValue(path: string, value: string): string {
  const text = `${path}=${value}`;
  // istioctl has mesh configuration at the top, and the values of the charts below `values`.
  const forIstioctl = path.startsWith("meshConfig.") ? text : `values.${text}`;
  return `set ${text} (Helm: ${commandLine`--set ${text}`}; istioctl: ${commandLine`--set ${forIstioctl}`})`;
}
