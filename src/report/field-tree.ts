import { isList, isMap, type Json } from "../kube/object.ts";

/** One step of a printed path. */
type Step =
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "item"; readonly text: string; readonly keys: Readonly<Record<string, Json>> }
  | { readonly kind: "member"; readonly text: string };

/**
 * Maps whose keys may hold dots. Kubernetes prints `metadata.labels.topology.istio.io/network` without quotes, so below
 * one of these the rest of the path is one key.
 */
const MAPS_OF_TEXT = new Set([
  "labels",
  "annotations",
  "matchLabels",
  "nodeSelector",
  "data",
  "stringData",
  "binaryData",
  "limits",
  "requests",
]);

/** Splits a path as Kubernetes prints it, without the leading dot. */
export function stepsOf(path: string): readonly Step[] {
  const steps: Step[] = [];
  let rest = path;
  while (rest !== "") {
    const bracket = /^\[((?:"(?:[^"\\]|\\.)*"|[^\]"])*)\]\.?/.exec(rest);
    if (bracket !== null) {
      steps.push(bracketStep(bracket[1] ?? ""));
      rest = rest.slice(bracket[0].length);
      continue;
    }
    const previous = steps.at(-1);
    const inMap = previous?.kind === "field" && MAPS_OF_TEXT.has(previous.name);
    const name = inMap ? rest : (/^[^.[]+/.exec(rest)?.[0] ?? rest);
    steps.push({ kind: "field", name });
    rest = rest.slice(name.length).replace(/^\./, "");
  }
  return steps;
}

function bracketStep(text: string): Step {
  if (text.startsWith("=")) return { kind: "member", text };
  const keys: Record<string, Json> = {};
  for (const pair of text.matchAll(/([^=,]+)=("(?:[^"\\]|\\.)*"|[^,]+)/g))
    keys[pair[1] ?? ""] = parseScalar(pair[2] ?? "");
  return { kind: "item", text, keys };
}

function parseScalar(text: string): Json {
  if (text.startsWith('"')) return JSON.parse(text) as string;
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

interface Node {
  readonly fields: Map<string, Node>;
  readonly items: Map<
    string,
    { readonly keys: Readonly<Record<string, Json>>; readonly node: Node }
  >;
  leaf?: { readonly value: Json };
}

const emptyNode = (): Node => ({ fields: new Map(), items: new Map() });

/**
 * Builds the smallest tree that holds `leaves` at their paths: `spec.ports[name="tls"].port` becomes
 * `{spec: {ports: [{name: "tls", port: …}]}}`. Members of a set become items of a list.
 */
export function treeOf(leaves: readonly { readonly path: string; readonly value: Json }[]): Json {
  const root = emptyNode();
  for (const { path, value } of leaves) {
    let node = root;
    for (const step of stepsOf(path)) node = child(node, step);
    node.leaf = { value };
  }
  return freeze(root);
}

function child(node: Node, step: Step): Node {
  if (step.kind === "field") {
    const next = node.fields.get(step.name) ?? emptyNode();
    node.fields.set(step.name, next);
    return next;
  }
  const known = node.items.get(step.text)?.node;
  if (known !== undefined) return known;
  const next = emptyNode();
  node.items.set(step.text, { keys: step.kind === "item" ? step.keys : {}, node: next });
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

export interface Leaf {
  readonly path: string;
  readonly value: Json;
  readonly mark?: "unknown" | "sensitive";
}

/** Leaves of a masked body with what the trees of marks say, in the body's order; an empty map or list is a leaf. */
export function leavesOf(
  value: Json,
  unknown: Json | undefined,
  sensitive: Json | undefined,
  path = "",
): readonly Leaf[] {
  if (sensitive === true) return [{ path, value: null, mark: "sensitive" }];
  if (unknown === true) return [{ path, value: null, mark: "unknown" }];
  const below = (key: string | number, item: Json, name: string): readonly Leaf[] =>
    leavesOf(item, childOf(unknown, key), childOf(sensitive, key), name);
  if (isMap(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, item]) =>
      item === undefined ? [] : below(key, item, path === "" ? key : `${path}.${key}`),
    );
  if (isList(value) && value.length > 0)
    return value.flatMap((item, index) => below(index, item, `${path}${itemText(item, index)}`));
  return [{ path, value }];
}

function childOf(value: Json | undefined, key: string | number): Json | undefined {
  if (isList(value)) return value[Number(key)];
  return isMap(value) ? value[key] : undefined;
}

function itemText(item: Json, index: number): string {
  const name = isMap(item) ? item["name"] : undefined;
  return typeof name === "string" ? `[name=${JSON.stringify(name)}]` : `[${index}]`;
}

/** True for a path whose value is a secret by the kind of its object. */
export function isSecretPath(kind: string, path: string): boolean {
  return kind === "Secret" && /^(data|stringData)(\.|$)/.test(path.replace(/^\./, ""));
}
