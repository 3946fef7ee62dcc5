import type { NodePath, ParsedEntry, ParsedNode } from "./parsed.ts";

/** One change of a parsed file: a value is taken out, replaced by another, or moved to another key. */
export type Edit =
  | { readonly at: NodePath; readonly remove: true }
  | { readonly at: NodePath; readonly set: ParsedNode }
  | { readonly at: NodePath; readonly rename: string };

interface Step {
  edit?: Edit;
  readonly below: Map<string, Step>;
}

/**
 * The file with every edit made, in one pass: places are those of the original file, even in lists that lose items. Parts
 * without an edit stay shared. An edit wins over those below it, and an existing key wins over a renamed one.
 */
export function edited(root: ParsedNode, edits: readonly Edit[]): ParsedNode {
  const top: Step = { below: new Map() };
  for (const edit of edits) {
    let step = top;
    for (const name of edit.at) {
      const next = step.below.get(name) ?? { below: new Map<string, Step>() };
      step.below.set(name, next);
      step = next;
    }
    step.edit = edit;
  }
  return rebuilt(root, top) ?? root;
}

/** Undefined if the value is taken out. */
function rebuilt(node: ParsedNode, { edit, below }: Step): ParsedNode | undefined {
  if (edit !== undefined && "remove" in edit) return undefined;
  if (edit !== undefined && "set" in edit) return edit.set;
  if (below.size === 0 || node.kind === "scalar") return node;
  if (node.kind === "list") {
    const items = node.items.flatMap((item, index) => {
      const step = below.get(String(index));
      return step === undefined ? [item] : (rebuilt(item, step) ?? []);
    });
    return { ...node, items };
  }
  const entries = new Map<string, ParsedEntry>();
  for (const entry of node.entries.values()) {
    const step = below.get(entry.key);
    const value = step === undefined ? entry.node : rebuilt(entry.node, step);
    if (value === undefined) continue;
    const key = step?.edit !== undefined && "rename" in step.edit ? step.edit.rename : entry.key;
    if (key === entry.key || !node.entries.has(key))
      entries.set(key, { ...entry, key, node: value });
  }
  for (const [key, { edit: added }] of below)
    if (added !== undefined && "set" in added && !node.entries.has(key))
      entries.set(key, { key, keyAt: node.at, node: added.set });
  return { ...node, entries };
}
