import type { Source, Span } from "../diagnostics/source.ts";

/** A YAML value with its place. Aliases and merge keys are already resolved, so a value may appear in several places. */
export type ParsedNode = ParsedScalar | ParsedMap | ParsedList;

export interface ParsedScalar {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  /** As written, without quotes: `1.30`, where `value` is 1.3. */
  readonly text: string;
  readonly at: Span;
}

export interface ParsedMap {
  readonly kind: "map";
  /** By key, in the order of the file. */
  readonly entries: ReadonlyMap<string, ParsedEntry>;
  readonly at: Span;
}

export interface ParsedEntry {
  readonly key: string;
  readonly keyAt: Span;
  readonly node: ParsedNode;
}

interface ParsedList {
  readonly kind: "list";
  readonly items: readonly ParsedNode[];
  readonly at: Span;
}

/** A mesh file whose syntax is right. */
export interface Parsed {
  readonly source: Source;
  readonly root: ParsedNode;
  /** The file as plain JSON, for the validators. */
  readonly value: unknown;
}

/** The keys and indexes that lead from the top to one value. */
export type NodePath = readonly string[];

export function entryAt(node: ParsedNode, key: string): ParsedEntry | undefined {
  return node.kind === "map" ? node.entries.get(key) : undefined;
}

/** The value at `path`; undefined where there is none. */
export function nodeAt(root: ParsedNode, path: NodePath): ParsedNode | undefined {
  let node: ParsedNode | undefined = root;
  for (const step of path) {
    if (node === undefined) return undefined;
    node = node.kind === "list" ? node.items[Number(step)] : entryAt(node, step)?.node;
  }
  return node;
}

/** The place where the value at `path` was written; the nearest written parent where there is none. */
export function spanAt(root: ParsedNode, path: NodePath): Span {
  return nodeAt(root, path)?.at ?? (path.length === 0 ? root.at : spanAt(root, path.slice(0, -1)));
}

/** The place where the key of the value at `path` was written; the nearest written key above where there is none. */
export function keySpanAt(root: ParsedNode, path: NodePath): Span {
  if (path.length === 0) return root.at;
  const parent = nodeAt(root, path.slice(0, -1));
  const entry = parent === undefined ? undefined : entryAt(parent, path.at(-1) ?? "");
  return entry?.keyAt ?? keySpanAt(root, path.slice(0, -1));
}
