import { isList, isMap, type Json, type KubeObject } from "../kube/object.ts";
import { fillDeferred, isDeferred, outputOf } from "./deferred.ts";
import { outputNamed } from "./outputs.ts";
import type { DesiredObject } from "./desired-object.ts";

/**
 * A body that a server can judge although some values are not known yet. `unread`: outputs that follow from what could not be
 * read, and what stands for them.
 */
export function withStandIns(
  body: KubeObject,
  unread: ReadonlyMap<string, string> = new Map(),
): KubeObject {
  return fillDeferred(
    body,
    ({ output }) => unread.get(output) ?? outputNamed(output).standIn,
  ) as KubeObject;
}

/**
 * The part of an object that a dry run before approval may send to the server that holds `live`: only those secrets that this
 * same server holds in the same place, so that "unchanged" can be told, and stand-ins for the others. A context may lead elsewhere than
 * people think, and whoever is there would read the token of another cluster.
 *
 * Gives the whole body itself where nothing was held back: then equality can be proved.
 */
export function sendable(object: DesiredObject, live: KubeObject | undefined): KubeObject {
  const { body } = object;
  if (object.state === "known") return body;
  return object.state === "waiting"
    ? withStandIns(body)
    : (held(body, object.filled, live) as KubeObject);
}

function held(body: Json, filled: Json | undefined, live: Json | undefined): Json | undefined {
  if (body === filled) return filled;
  if (isDeferred(body))
    return body.sensitive === true && filled !== live
      ? outputNamed(outputOf(body).output).standIn
      : filled;
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
