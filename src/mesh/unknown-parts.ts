import { positionAt, type Source } from "../diagnostics/source.ts";
import type { ParsedEntry, ParsedMap, ParsedNode } from "./parsed.ts";
import type { Unreadable } from "./readable-part.ts";

/**
 * The file with a value that nobody knows under the name of each part that cannot be read.
 *
 * The fault may hide how deep such a part was meant to be, so its name is put on every level above it.
 */
export function withUnknown(
  root: ParsedNode,
  source: Source,
  unreadable: readonly Unreadable[],
): ParsedNode {
  if (unreadable.length === 0) return root;
  const below = new Map<number, Unreadable[]>();
  for (const part of unreadable)
    for (const start of part.under) below.set(start, [...(below.get(start) ?? []), part]);
  const lineOf = (offset: number): number =>
    source.lineStarts[positionAt(source, offset).line - 1] ?? 0;
  const partsAt = (offset: number): readonly Unreadable[] => below.get(lineOf(offset)) ?? [];
  const done = new Map<ParsedNode, ParsedNode>();
  const walk = (node: ParsedNode): ParsedNode => {
    const known = done.get(node);
    if (known !== undefined || node.kind === "scalar") return known ?? node;
    const result: ParsedNode =
      node.kind === "list"
        ? {
            ...node,
            items: node.items.map((item) => withParts(walk(item), partsAt(item.at.start))),
          }
        : {
            ...node,
            entries: new Map(
              Array.from(node.entries, ([key, entry]): [string, ParsedEntry] => [
                key,
                { ...entry, node: withParts(walk(entry.node), partsAt(entry.keyAt.start)) },
              ]),
            ),
          };
    done.set(node, result);
    return result;
  };
  return withParts(walk(root), unreadable);
}

function withParts(node: ParsedNode, parts: readonly Unreadable[]): ParsedNode {
  const map = asMap(node);
  if (map === undefined || parts.length === 0) return node;
  const entries = new Map(map.entries);
  for (const { name, start, end } of parts)
    if (name !== undefined && !entries.has(name)) entries.set(name, unknown(name, { start, end }));
  return { ...map, entries };
}

/** A key without a value may have a mapping in which nothing could be read. */
function asMap(node: ParsedNode): ParsedMap | undefined {
  if (node.kind === "map") return node;
  const isEmpty = node.kind === "scalar" && node.value === null;
  return isEmpty ? { kind: "map", entries: new Map(), at: node.at } : undefined;
}

/** No number, text, mapping or list, so that every schema has it guessed; null may be a mapping that is left empty. */
const NOBODY_KNOWS = Number.NaN;

function unknown(key: string, at: ParsedNode["at"]): ParsedEntry {
  return { key, keyAt: at, node: { kind: "scalar", value: NOBODY_KNOWS, text: "", at } };
}
