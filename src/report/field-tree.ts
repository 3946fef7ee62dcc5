import {
  type FieldPath,
  fieldElement,
  indexElement,
  keyElement,
  type PathElement,
  stepOf,
} from "../kube/field-path.ts";
import { isList, isMap, type Json, type JsonMap } from "../kube/object.ts";

interface Node {
  readonly fields: Map<string, Node>;
  readonly items: Map<PathElement, { readonly keys: JsonMap; readonly node: Node }>;
  leaf?: { readonly value: Json };
}

const emptyNode = (): Node => ({ fields: new Map(), items: new Map() });

/**
 * Builds the smallest tree that holds `leaves` at their paths: `spec.ports[name="tls"].port` becomes
 * `{spec: {ports: [{name: "tls", port: …}]}}`. Members of a set become items of a list. The leaves of an object with their
 * values build the object again.
 */
export function treeOf(
  leaves: readonly { readonly path: FieldPath; readonly value: Json }[],
): Json {
  const root = emptyNode();
  for (const { path, value } of leaves) {
    let node = root;
    for (const element of path) node = child(node, element);
    node.leaf = { value };
  }
  return freeze(root);
}

function child(node: Node, element: PathElement): Node {
  const step = stepOf(element);
  if (step?.kind === "field") {
    const next = node.fields.get(step.name) ?? emptyNode();
    node.fields.set(step.name, next);
    return next;
  }
  const known = node.items.get(element)?.node;
  if (known !== undefined) return known;
  const next = emptyNode();
  node.items.set(element, { keys: step?.kind === "item" ? step.keys : {}, node: next });
  return next;
}

function freeze(node: Node): Json {
  if (node.items.size > 0)
    return [...node.items.values()].map(({ keys, node: item }) => {
      const value = freeze(item);
      return isMap(value) && item.leaf === undefined ? { ...keys, ...value } : value;
    });
  if (node.fields.size > 0)
    return Object.fromEntries([...node.fields].map(([name, next]) => [name, freeze(next)]));
  return node.leaf?.value ?? (node.leaf === undefined ? {} : null);
}

interface Leaf {
  readonly path: FieldPath;
  readonly value: Json;
  readonly mark?: "unknown" | "sensitive";
}

/** Leaves of a masked body with what the trees of marks say, in the body's order; an empty map or list is a leaf. */
export function leavesOf(
  value: Json,
  unknown: Json | undefined,
  sensitive: Json | undefined,
  path: FieldPath = [],
): readonly Leaf[] {
  if (sensitive === true) return [{ path, value: null, mark: "sensitive" }];
  if (unknown === true) return [{ path, value: null, mark: "unknown" }];
  const below = (key: string | number, item: Json, element: PathElement): readonly Leaf[] =>
    leavesOf(item, childOf(unknown, key), childOf(sensitive, key), [...path, element]);
  if (isMap(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, item]) =>
      item === undefined ? [] : below(key, item, fieldElement(key)),
    );
  if (isList(value) && value.length > 0) {
    const elements = elementsOf(value);
    return value.flatMap((item, at) => below(at, item, elements[at] ?? indexElement(at)));
  }
  return [{ path, value }];
}

function childOf(value: Json | undefined, key: string | number): Json | undefined {
  if (isList(value)) return value[Number(key)];
  return isMap(value) ? value[key] : undefined;
}

/** How the items of a list are told apart: by their names where each has its own, else by their places. */
function elementsOf(list: readonly Json[]): readonly PathElement[] {
  const names = list.map((item) => (isMap(item) ? item["name"] : undefined));
  const areNamed = names.every((name) => typeof name === "string");
  return areNamed && new Set(names).size === names.length
    ? names.map((name) => keyElement({ name }))
    : list.map((_, at) => indexElement(at));
}
