import {
  type FieldPath,
  fieldElement,
  KEY_DEFAULTS,
  keyElement,
  memberElement,
  type PathElement,
} from "./field-path.ts";
import type { FieldTypes } from "./field-types.ts";
import { UNTRACKED_METADATA } from "./server-fields.ts";
import { isList, isMap, type Json, type JsonMap, type KubeObject } from "./object.ts";

/**
 * A set of field paths as Kubernetes keeps it in `managedFields`: a trie, where a node can be a member itself
 * and still have members below it. Immutable for callers; building happens in this file.
 */
export class FieldSet {
  readonly children: ReadonlyMap<PathElement, FieldSet>;
  /** The path that leads to this node is itself in the set (`"."` in FieldsV1, or a leaf `{}`). */
  readonly member: boolean;

  constructor(member: boolean, children: ReadonlyMap<PathElement, FieldSet>) {
    this.member = member;
    this.children = children;
  }

  static readonly EMPTY = new FieldSet(false, new Map());

  /** Reads the wire form. Unknown members are kept as they are. */
  static fromFieldsV1(fields: JsonMap | undefined): FieldSet {
    const read = (node: JsonMap, isRoot: boolean): FieldSet => {
      const keys = Object.keys(node);
      const children = new Map<PathElement, FieldSet>();
      for (const key of keys)
        if (key !== ".") children.set(key, read((node[key] ?? {}) as JsonMap, false));
      return new FieldSet(!isRoot && (keys.length === 0 || "." in node), children);
    };
    return fields === undefined ? FieldSet.EMPTY : read(fields, true);
  }

  static fromPaths(paths: Iterable<FieldPath>): FieldSet {
    const root: Builder = { member: false, children: new Map() };
    for (const path of paths) insert(root, path);
    return freeze(root);
  }

  /** The wire form, keys sorted as the API server sorts them. */
  toFieldsV1(): JsonMap {
    const write = (set: FieldSet, isRoot: boolean): JsonMap => {
      const out: Record<string, Json> = {};
      if (set.member && set.children.size > 0 && !isRoot) out["."] = {};
      for (const key of [...set.children.keys()].sort())
        out[key] = write(set.children.get(key) ?? FieldSet.EMPTY, false);
      return out;
    };
    return write(this, true);
  }

  get isEmpty(): boolean {
    return !this.member && this.children.size === 0;
  }

  at(path: FieldPath): FieldSet | undefined {
    return path.reduce<FieldSet | undefined>((node, element) => node?.children.get(element), this);
  }

  has(path: FieldPath): boolean {
    return this.at(path)?.member ?? false;
  }

  /** Every member path, parents before children. */
  *paths(prefix: FieldPath = []): Generator<FieldPath> {
    if (this.member) yield prefix;
    for (const [element, child] of this.children) yield* child.paths([...prefix, element]);
  }

  /** The members with no member below them: the fields that carry values. */
  *leaves(prefix: FieldPath = []): Generator<FieldPath> {
    if (this.children.size === 0) {
      if (this.member) yield prefix;
      return;
    }
    for (const [element, child] of this.children) yield* child.leaves([...prefix, element]);
  }

  union(other: FieldSet): FieldSet {
    const children = new Map(this.children);
    for (const [element, child] of other.children) {
      const mine = children.get(element);
      children.set(element, mine === undefined ? child : mine.union(child));
    }
    return new FieldSet(this.member || other.member, children);
  }

  /** Members of this set that are not members of `other`. */
  difference(other: FieldSet): FieldSet {
    const children = new Map<PathElement, FieldSet>();
    for (const [element, child] of this.children) {
      const theirs = other.children.get(element);
      const rest = theirs === undefined ? child : child.difference(theirs);
      if (!rest.isEmpty) children.set(element, rest);
    }
    return new FieldSet(this.member && !other.member, children);
  }

  intersection(other: FieldSet): FieldSet {
    const children = new Map<PathElement, FieldSet>();
    for (const [element, child] of this.children) {
      const theirs = other.children.get(element);
      if (theirs === undefined) continue;
      const both = child.intersection(theirs);
      if (!both.isEmpty) children.set(element, both);
    }
    return new FieldSet(this.member && other.member, children);
  }

  equals(other: FieldSet): boolean {
    if (this.member !== other.member || this.children.size !== other.children.size) return false;
    for (const [element, child] of this.children) {
      const theirs = other.children.get(element);
      if (theirs === undefined || !child.equals(theirs)) return false;
    }
    return true;
  }
}

interface Builder {
  member: boolean;
  readonly children: Map<PathElement, Builder>;
}

function insert(root: Builder, path: FieldPath): void {
  let node = root;
  for (const element of path) {
    let next = node.children.get(element);
    if (next === undefined) {
      next = { member: false, children: new Map() };
      node.children.set(element, next);
    }
    node = next;
  }
  node.member = true;
}

function freeze(node: Builder): FieldSet {
  return new FieldSet(
    node.member,
    new Map([...node.children].map(([element, child]) => [element, freeze(child)])),
  );
}

const UNTRACKED = new Set(UNTRACKED_METADATA.map(fieldElement));

/**
 * The fields an applied object names, as the server would record them for its manager.
 *
 * Nulls are members too (the server owns a null). Lists follow `types`; without a rule they are one atomic field. An empty
 * keyed list or set names nothing: nobody owns it.
 */
export function fieldsOf(object: KubeObject, types: FieldTypes): FieldSet {
  const paths: FieldPath[] = [];
  for (const [key, value] of Object.entries(object)) {
    if (key === "apiVersion" || key === "kind" || value === undefined) continue;
    collect(value, [fieldElement(key)], key, types, paths);
  }
  return FieldSet.fromPaths(
    paths.filter((path) => !(path[0] === "f:metadata" && UNTRACKED.has(path[1] ?? ""))),
  );
}

function collect(
  value: Json,
  path: FieldPath,
  pattern: string,
  types: FieldTypes,
  out: FieldPath[],
): void {
  const type = types.at(pattern);
  if (isMap(value)) {
    const entries = Object.entries(value).filter(
      (entry): entry is [string, Json] => entry[1] !== undefined,
    );
    if (type === "atomic" || entries.length === 0) out.push(path);
    else
      for (const [key, item] of entries)
        collect(item, [...path, fieldElement(key)], `${pattern}.${key}`, types, out);
    return;
  }
  if (!isList(value) || type === undefined || type === "atomic") {
    out.push(path);
    return;
  }
  for (const item of value) {
    const itemPath = [...path, itemElement(item, type)];
    out.push(itemPath);
    if (type !== "set" && types.at(`${pattern}[]`) !== "atomic")
      collect(item, itemPath, `${pattern}[]`, types, out);
  }
}

/** The path element of one list item: `k:{"name":"x"}` for keyed lists (keys sorted), `v:"x"` for sets. */
export function itemElement(item: Json, type: Exclude<FieldTypeOfList, "atomic">): PathElement {
  if (type === "set") return memberElement(item);
  const map = isMap(item) ? item : {};
  return keyElement(
    Object.fromEntries(
      [...type.keys].sort().map((name) => [name, map[name] ?? KEY_DEFAULTS[name]]),
    ),
  );
}
type FieldTypeOfList = "atomic" | "set" | { readonly keys: readonly string[] };
