import { isList, isMap, type Json, type JsonMap } from "../kube/object.ts";
import { isTooDeep } from "../kube/checked-object.ts";
import { readsHalfCharacter } from "../util/half-character.ts";
import type { HttpAnswer } from "./connection.ts";

export interface StatusCause {
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

/**
 * JSON of a body; undefined when it is not JSON, is nested deeper than anything of Kubernetes, or holds half a character, which no
 * server of Kubernetes sends and canonical JSON cannot hold.
 */
export function jsonOf(body: Buffer): Json | undefined {
  try {
    const text = body.toString("utf8");
    const json = JSON.parse(text) as Json;
    return isTooDeep(json) || readsHalfCharacter(text, json) ? undefined : json;
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
