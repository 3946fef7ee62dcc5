import type { ParsedNode } from "./parsed.ts";

/** The JSON value of a node. Values that several aliases share stay shared, so an aliased file does not grow. */
export function plainValue(root: ParsedNode): unknown {
  const seen = new Map<ParsedNode, unknown>();
  const convert = (node: ParsedNode): unknown => {
    if (node.kind === "scalar") return node.value;
    if (!seen.has(node)) {
      seen.set(
        node,
        node.kind === "list"
          ? node.items.map(convert)
          : Object.fromEntries(
              [...node.entries.values()].map((entry) => [entry.key, convert(entry.node)]),
            ),
      );
    }
    return seen.get(node);
  };
  return convert(root);
}
