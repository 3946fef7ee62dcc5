import { isMap, type Json } from "../../kube/object.ts";
import type { Wait } from "../../planner/action.ts";
import type { ActionClient } from "../context.ts";

/** Some minutes of log of an istiod that cannot reach a cluster, which it reports twice a second. */
const TAIL = "container=discovery&tailLines=1000&limitBytes=1048576";
const PODS_READ = 3;
const LONGEST = 400;

/**
 * The last complaint of istiod about a cluster, from the logs of its pods: a certificate that it does not trust, an address
 * that does not answer, a right that the reader lacks. Undefined where the logs say nothing; rejects where nobody may read
 * them.
 */
export async function complaintOf(
  { of, namespace }: Pick<Wait<"cluster-synced">, "of" | "namespace">,
  client: ActionClient,
): Promise<string | undefined> {
  const where = { apiVersion: "v1", kind: "Pod", namespace };
  const { items } = await client.list(where, { labelSelector: "app=istiod" });
  for (const { metadata } of items.slice(0, PODS_READ)) {
    const log = await client.getText(
      `/api/v1/namespaces/${namespace}/pods/${metadata.name}/log?${TAIL}`,
    );
    const found = complaintIn(log, of);
    if (found !== undefined) return `pod ${metadata.name} says: ${found}`;
  }
  return undefined;
}

/** The newest error or warning of a log that names the cluster, without its time. */
export function complaintIn(log: string, cluster: string): string | undefined {
  const names = naming(cluster);
  const found = log
    .split("\n")
    .map(entryOf)
    .findLast(({ level, text }) => /^(error|warn)/i.test(level) && names.test(text));
  if (found === undefined) return undefined;
  const { text } = found;
  return text.length > LONGEST ? `${text.slice(0, LONGEST).toWellFormed()}…` : text;
}

/** Matches `in cluster west:`, `cluster=west`, `"cluster":"west"`, `istio-remote-secret-west`, but not the cluster `west2`. */
function naming(cluster: string): RegExp {
  const name = cluster.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?:cluster["\\s=:]+|istio-remote-secret-)${name}(?![\\w-]|\\.\\w)`, "i");
}

/** A line as istiod writes it: tabs between time, level, perhaps scope, and text; or JSON, with `--log_as_json`. */
function entryOf(line: string): { readonly level: string; readonly text: string } {
  if (line.startsWith("{")) return jsonEntry(line);
  const [, level = "", ...text] = line.split("\t");
  return { level, text: text.join(" ") };
}

function jsonEntry(line: string): { readonly level: string; readonly text: string } {
  const entry = parsed(line);
  const of = (key: string): string => (typeof entry[key] === "string" ? entry[key] : "");
  const { cluster } = entry;
  const named = typeof cluster === "string" ? ` cluster=${cluster}` : "";
  return { level: of("level"), text: of("msg") + named };
}

function parsed(line: string): { readonly [key: string]: Json | undefined } {
  try {
    const entry = JSON.parse(line) as Json;
    return isMap(entry) ? entry : {};
  } catch {
    return {};
  }
}
