import { isList, isMap, type Json, type JsonMap } from "../kube/object.ts";
import type { ActionId } from "./action.ts";

/** A value that exists only after an action ran: `cluster1/gateway-address#address`. */
export interface OutputRef {
  readonly action: ActionId;
  readonly output: string;
}

/**
 * A string leaf that is not known yet, as it stands inside a body: `{"$deferred": "cluster1/gateway-address#address",
 * "template": "https://{}:15012"}`. `{}` is the place of the value; a brace of the text itself is doubled, because
 * whole JSON documents with empty maps stand in such strings. Prints as `(known after apply)`, or `(sensitive)`.
 */
export interface Deferred extends JsonMap {
  readonly $deferred: string;
  readonly template: string;
  readonly sensitive?: true;
}

/** An IP that stands for an unknown address while rendering; documentation ranges, so no cluster can own it. */
export const SENTINEL_IPV4 = "192.0.2.1";
export const SENTINEL_IPV6 = "2001:db8::1";

export function deferred(ref: OutputRef, template = "{}", sensitive = false): Deferred {
  const base = { $deferred: `${ref.action}#${ref.output}`, template };
  return sensitive ? { ...base, sensitive: true } : base;
}

export function isDeferred(value: Json | undefined): value is Deferred {
  return isMap(value) && typeof value["$deferred"] === "string";
}

export function outputOf(value: Pick<Deferred, "$deferred">): OutputRef {
  const hash = value.$deferred.lastIndexOf("#");
  return {
    action: value.$deferred.slice(0, hash) as ActionId,
    output: value.$deferred.slice(hash + 1),
  };
}

/** Replaces every string that contains `sentinel` by the deferred output. Shares what it does not change. */
export function deferSentinel(value: Json, sentinel: string, ref: OutputRef): Json {
  return mapLeaves(value, (leaf) =>
    typeof leaf === "string" && leaf.includes(sentinel)
      ? deferred(ref, leaf.replace(/[{}]/g, "$&$&").replaceAll(sentinel, "{}"))
      : leaf,
  );
}

/** Fills the deferred leaves that `lookup` knows; the others stay. */
export function fillDeferred(value: Json, lookup: (ref: OutputRef) => string | undefined): Json {
  return mapLeaves(value, (leaf) => {
    if (!isDeferred(leaf)) return leaf;
    const known = lookup(outputOf(leaf));
    return known === undefined ? leaf : fillTemplate(leaf.template, known);
  });
}

const PLACES: Readonly<Record<string, string>> = { "{{": "{", "}}": "}" };

/**
 * The value is put into a JSON document as JSON writes it: nothing that a cluster reports can close the string it stands in.
 * The grammar of outputs sees to that in YAML and elsewhere (outputs.ts).
 */
function fillTemplate(template: string, known: string): string {
  const filled = (value: string): string =>
    template.replace(/\{\{|\}\}|\{\}/g, (token) => PLACES[token] ?? value);
  return isJsonDocument(filled("0")) ? filled(JSON.stringify(known).slice(1, -1)) : filled(known);
}

function isJsonDocument(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The outputs a body still waits for, sorted, each once. */
export function deferredIn(value: Json): readonly string[] {
  const found = new Set<string>();
  mapLeaves(value, (leaf) => {
    if (isDeferred(leaf)) found.add(leaf.$deferred);
    return leaf;
  });
  return [...found].sort();
}

/** Maps scalars and deferred leaves, returning the same reference where nothing below changed. */
export function mapLeaves(value: Json, change: (leaf: Json) => Json): Json {
  if (isDeferred(value)) return change(value);
  if (isList(value)) {
    const items = value.map((item) => mapLeaves(item, change));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isMap(value)) return change(value);
  let changed = false;
  const out: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const mapped = mapLeaves(item, change);
    if (mapped !== item) changed = true;
    out[key] = mapped;
  }
  return changed ? out : value;
}
