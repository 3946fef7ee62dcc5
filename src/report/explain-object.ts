import { type Json, type ObjectRef, refText } from "../kube/object.ts";
import { printableLines } from "../util/printable.ts";
import type { Printable } from "../util/printable-text.ts";
import { table, truncate } from "./layout.ts";
import { shown } from "./shown.ts";
import { SENTINEL_IPV4, SENTINEL_IPV6 } from "../planner/deferred.ts";

/** Where a value or a patch of one rendered object was written. */
export interface Origin {
  /** `values.global.network`, or the path a patch sets. */
  readonly path: string;
  readonly value: Json;
  /** `mesh`, `network`, `defaults`, `cluster`, `meshplan`, `patch`. */
  readonly layer: string;
  /** `mesh.yaml:7` */
  readonly place: string;
}

interface ExplainedObject {
  readonly object: ObjectRef;
  /** `cluster2/gateway` */
  readonly action: string;
  readonly renderer: string;
  readonly values: readonly Origin[];
  readonly patches: readonly Origin[];
}

/** Which layer and line of the mesh file set every value that one object was rendered with. */
export function explainObject(explained: ExplainedObject): Printable {
  const { object, action, renderer, values, patches } = shown(explained);
  const own = values.filter(({ layer }) => layer !== "meshplan");
  const derived = values.filter(({ layer }) => layer === "meshplan");
  const lines = [
    `${refText(object)} is part of ${action}, rendered by ${renderer}`,
    ...block("set in the file", own),
    ...block("set by meshplan, following from the clusters of the file", derived),
    ...block("patched after rendering", patches),
    "",
  ];
  return printableLines(lines);
}

/** Longer values are cut: the file shows them whole. */
const VALUE_WIDTH = 48;

function block(title: string, origins: readonly Origin[]): readonly string[] {
  if (origins.length === 0) return [];
  const rows = origins.map(({ path, value, layer, place }) => [
    path,
    valueText(value),
    layer,
    place,
  ]);
  return ["", title, ...table(rows).map((line) => `  ${line}`)];
}

function valueText(value: Json): string {
  // This value is rendered before it is known, and filled in later.
  if (value === SENTINEL_IPV4 || value === SENTINEL_IPV6) return "(address of the gateway)";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return truncate(text, VALUE_WIDTH);
}
