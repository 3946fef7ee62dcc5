import { isList, isMap, type Json, type KubeObject } from "../kube/object.ts";
import { fillDeferred, isDeferred, SENTINEL_IPV4 } from "./deferred.ts";
import type { DesiredObject } from "./desired-action.ts";

/** Stands in for a secret in dry runs. base64 of "unknown". */
const SECRET_STAND_IN = "dW5rbm93bg==";

/**
 * A body that a server can judge although some values are not known yet. `unread`: outputs that follow from what could not be
 * read, and what stands for them.
 */
export function withStandIns(
  { body, secret }: Pick<DesiredObject, "body" | "secret">,
  unread: ReadonlyMap<string, string> = new Map(),
): KubeObject {
  return fillDeferred(
    body,
    ({ output }) => unread.get(output) ?? (secret ? SECRET_STAND_IN : SENTINEL_IPV4),
  ) as KubeObject;
}

/**
 * What a dry run before approval may send of an object to the server that holds `live`: of secrets only those that this same
 * server holds in the same place, so that "unchanged" can be told; stand-ins for the others. A context may lead elsewhere than
 * people think, and whoever is there would read the token of another cluster.
 *
 * Gives `filled` itself where nothing was held back: then equality can be proved.
 */
export function sendable(object: DesiredObject, live: KubeObject | undefined): KubeObject {
  const { body, filled } = object;
  if (filled === undefined) return withStandIns(object);
  return held(body, filled, live) as KubeObject;
}

function held(body: Json, filled: Json | undefined, live: Json | undefined): Json | undefined {
  if (body === filled) return filled;
  if (isDeferred(body))
    return body.sensitive === true && filled !== live ? SECRET_STAND_IN : filled;
  if (isList(body) && isList(filled)) {
    const items = body.map((item, at) =>
      held(item, filled[at], isList(live) ? live[at] : undefined),
    );
    return items.every((item, at) => item === filled[at]) ? filled : (items as Json);
  }
  if (!isMap(body) || !isMap(filled)) return filled;
  const entries = Object.entries(body).map(([key, value]): readonly [string, Json | undefined] => [
    key,
    value === undefined ? undefined : held(value, filled[key], isMap(live) ? live[key] : undefined),
  ]);
  return entries.every(([key, value]) => value === filled[key])
    ? filled
    : { ...filled, ...Object.fromEntries(entries) };
}
