import type { JsonMap, KubeObject } from "../../kube/object.ts";
import { badRequest, expired } from "./api-failure.ts";
import { type EmbeddedCluster, listObjects } from "./cluster.ts";
import { formOf, representList } from "./representation.ts";
import type { ApiRequest, Target } from "./request.ts";
import { fieldSelector, labelSelector, type Matches } from "./selectors.ts";

export function matcherOf(query: URLSearchParams): Matches {
  const byLabel = labelSelector(query.get("labelSelector"));
  const byField = fieldSelector(query.get("fieldSelector"));
  return (object) => byLabel(object) && byField(object);
}

/** A list in the form the client asked for, in pieces where it set a limit. */
export function answerList(cluster: EmbeddedCluster, request: ApiRequest, target: Target): JsonMap {
  const matches = matcherOf(request.query);
  const all = listObjects(cluster, target.kind, target.namespace).filter(matches);
  const start = continueFrom(request.query.get("continue"), all, cluster.store.revision);
  const limit = Number(request.query.get("limit") ?? "0");
  const page = limit > 0 ? all.slice(start, start + limit) : all.slice(start);
  const left = all.length - start - page.length;
  const last = page.at(-1);
  const metadata: JsonMap = {
    resourceVersion: String(cluster.store.revision),
    ...(left > 0 && last !== undefined
      ? { continue: tokenAfter(last, cluster.store.revision), remainingItemCount: left }
      : {}),
  };
  return representList(page, target.kind, formOf(request.accept), metadata);
}

interface ContinueToken {
  readonly revision: number;
  readonly after: string;
}

function tokenAfter(last: KubeObject, revision: number): string {
  const token: ContinueToken = { revision, after: keyOf(last) };
  return Buffer.from(JSON.stringify(token)).toString("base64url");
}

function keyOf({ metadata: { namespace, name } }: KubeObject): string {
  return `${namespace ?? ""}/${name}`;
}

/** How many later writes a continue token survives: the embedded server keeps no old versions of lists. */
const TOKEN_REVISIONS = 1_000;

function continueFrom(text: string | null, all: readonly KubeObject[], revision: number): number {
  if (text === null || text === "") return 0;
  const token = readToken(text);
  if (token === undefined) throw badRequest("continue key is not valid");
  if (revision - token.revision > TOKEN_REVISIONS)
    throw expired(
      "The provided continue parameter is too old to display a consistent list result.",
    );
  const index = all.findIndex((object) => keyOf(object) > token.after);
  return index < 0 ? all.length : index;
}

function readToken(text: string): ContinueToken | undefined {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as ContinueToken;
  } catch {
    return undefined;
  }
}
