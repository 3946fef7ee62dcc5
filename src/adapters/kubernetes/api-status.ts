import { isList, isMap, type Json, type JsonMap } from "../../kube/object.ts";
import { jsonFault } from "../../util/json-fault.ts";
import type { HttpAnswer } from "./wire.ts";

interface StatusCause {
  readonly reason?: string;
  readonly field?: string;
  readonly message?: string;
}

/** The parts of a Kubernetes Status that meshplan looks at. */
export interface Status {
  readonly reason: string | undefined;
  readonly message: string;
  readonly causes: readonly StatusCause[];
}

/** JSON of a body; undefined when it is not JSON that everybody reads alike, which no server of Kubernetes sends. */
export function jsonOf(body: Buffer): Json | undefined {
  try {
    const json = JSON.parse(body.toString("utf8")) as Json;
    return jsonFault(json) === undefined ? json : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads the Status of a refusal. A path that no handler serves is answered as plain text (`404 page not found`), and
 * what stands before an API server answers HTML: then only a first line of plain text is taken over.
 */
export function statusOf({ headers, body }: HttpAnswer): Status {
  const json = jsonOf(body);
  if (!isMap(json)) {
    const isPlain = headers["content-type"]?.startsWith("text/plain") ?? false;
    const line = isPlain ? (body.toString("utf8").split("\n")[0] ?? "") : "";
    return { reason: undefined, message: line.slice(0, 300), causes: [] };
  }
  const details = json["details"];
  const causes = isMap(details) ? details["causes"] : undefined;
  return {
    reason: textAt(json, "reason"),
    message: textAt(json, "message") ?? "",
    causes: isList(causes) ? causes.filter(isMap).map(causeOf) : [],
  };
}

function causeOf(cause: JsonMap): StatusCause {
  const [reason, field, message] = ["reason", "field", "message"].map((key) => textAt(cause, key));
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(field === undefined ? {} : { field }),
    ...(message === undefined ? {} : { message }),
  };
}

function textAt(map: JsonMap, key: string): string | undefined {
  const value = map[key];
  return typeof value === "string" ? value : undefined;
}

/** The texts of `Warning: 299 - "…"` headers (RFC 7234), each once. */
export function warningsOf({ headers }: Pick<HttpAnswer, "headers">): readonly string[] {
  const texts = [...(headers["warning"] ?? "").matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)];
  return [...new Set(texts.map((match) => (match[1] ?? "").replace(/\\(.)/g, "$1")))];
}
