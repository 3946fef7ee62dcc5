import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { positionAt, type Source, type Span } from "../diagnostics/source.ts";
import { scalarFault } from "../util/json-fault.ts";
import { nameText } from "./name-text.ts";
import type { ParsedEntry, ParsedMap, ParsedNode, ParsedScalar } from "./parsed.ts";
import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Pair } from "./yaml.ts";

/** How many values a file may stand for once every alias is written out. 1,000 full clusters take some 15,000. */
const MAX_EXPANDED_NODES = 200_000;

/** How far before its value a tag is looked for. */
const LONGEST_TAG = 200;

const KNOWN_TAGS = new Set(
  ["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`),
);

export type ResolveResult =
  | { readonly ok: true; readonly root: ParsedNode }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Turns a YAML document into values with places: aliases and merge keys resolved, keys unique and text.
 *
 * Aliases are resolved here and not by the YAML package, which throws on undefined ones, has no place to say, and
 * refuses 101 harmless ones together with the malicious.
 */
export function resolveDocument(document: Document.Parsed, source: Source): ResolveResult {
  const resolver = new Resolver(source);
  if (isEmpty(document.contents, source)) {
    return { ok: false, diagnostics: [emptyFile()] };
  }
  const root = resolver.node(document.contents, { start: 0, end: 0 });
  const { diagnostics } = resolver;
  return diagnostics.length === 0 ? { ok: true, root } : { ok: false, diagnostics };
}

function isEmpty(contents: Node | null, source: Source): boolean {
  if (contents === null) return true;
  if (!isScalar(contents) || contents.value !== null) return false;
  const [start, end] = contents.range ?? [0, 0];
  return source.text.slice(start, end).trim() === "";
}

function emptyFile(): Diagnostic {
  return {
    code: "MP0107",
    message: "the file is empty",
    help: "start with `apiVersion: meshplan/v1`, then `mesh:`, `istio:` and `clusters:`",
    at: { start: 0, end: 0 },
  };
}

class Resolver {
  readonly diagnostics: Diagnostic[] = [];
  readonly #source: Source;
  /** What each anchor stands for at this point of the file; undefined while its own value is being read. */
  readonly #anchors = new Map<string, ParsedNode | undefined>();
  /** How many values a node stands for with every alias inside it written out. */
  readonly #sizes = new Map<ParsedNode, number>();
  #expanded = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  node(node: Node | null | undefined, around: Span): ParsedNode {
    if (node === null || node === undefined) return emptyScalar(around);
    if (isAlias(node)) return this.#alias(node.source, this.#spanOf(node, around));
    const at = this.#spanOf(node, around);
    this.#checkTag(node, at);
    const { anchor } = node;
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    const result = this.#value(node, at);
    this.#sizes.set(result, this.#sizeOf(result));
    this.#expanded += 1;
    if (anchor !== undefined) this.#anchors.set(anchor, result);
    return result;
  }

  #value(node: Node, at: Span): ParsedNode {
    if (isMap(node)) return this.#map(node.items, at);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.node(asNode(item), at));
      return { kind: "list", items, at };
    }
    if (!isScalar(node)) return emptyScalar(at);
    const fault = scalarFault(node.value);
    if (fault !== undefined)
      this.#report("MP0103", at, fault, "write what JSON can say: Istio and Kubernetes read JSON");
    return scalar(node.value, node.source ?? "", at);
  }

  #map(pairs: readonly Pair[], at: Span): ParsedMap {
    const own = new Map<string, ParsedEntry>();
    const merged: ParsedEntry[] = [];
    for (const pair of pairs) {
      const key = this.#key(asNode(pair.key), at);
      if (key === undefined) {
        this.node(asNode(pair.value), at);
      } else if (key.merge) {
        for (const entry of this.#merged(this.node(asNode(pair.value), key.at), key.at))
          merged.push(entry);
      } else {
        const entry = { key: key.text, keyAt: key.at, node: this.node(asNode(pair.value), key.at) };
        const first = own.get(key.text);
        if (first === undefined) own.set(key.text, entry);
        else this.#duplicate(entry, first);
      }
    }
    const entries = new Map(own);
    for (const entry of merged) if (!entries.has(entry.key)) entries.set(entry.key, entry);
    return { kind: "map", entries, at };
  }

  #key(
    node: Node | undefined,
    around: Span,
  ): { readonly text: string; readonly at: Span; readonly merge: boolean } | undefined {
    const resolved = this.node(node, around);
    const at = node === undefined ? around : this.#spanOf(node, around);
    if (resolved.kind !== "scalar") {
      this.#report(
        "MP0112",
        at,
        "a key is a mapping or a list, not text",
        "write a plain name before the colon",
      );
      return undefined;
    }
    if (typeof resolved.value === "string") {
      const merge = isScalar(node) && node.type === "PLAIN" && node.value === "<<";
      return { text: resolved.value, at, merge };
    }
    const shown = resolved.text === "" ? "an empty key" : `the key ${nameText(resolved.text)}`;
    const help =
      resolved.text === ""
        ? "write a name before the colon"
        : `put it in quotes: "${nameText(resolved.text)}"`;
    this.#report("MP0112", at, `${shown} is ${typeName(resolved)}, not text`, help);
    return undefined;
  }

  #merged(node: ParsedNode, at: Span): readonly ParsedEntry[] {
    const sources = node.kind === "list" ? node.items : [node];
    return sources.flatMap((each) => {
      if (each.kind === "map") return [...each.entries.values()];
      this.#report(
        "MP0113",
        at,
        "`<<` merges something that is not a mapping",
        "let it name an anchor of a mapping, such as `<<: *defaults`",
      );
      return [];
    });
  }

  #alias(name: string, at: Span): ParsedNode {
    const target = this.#anchors.get(name);
    if (target === undefined) {
      const inside = this.#anchors.has(name);
      this.#report(
        "MP0108",
        at,
        inside
          ? `the alias *${nameText(name)} stands inside the value it names`
          : `the alias *${nameText(name)} names an anchor that does not exist above it`,
        inside
          ? "write the value out"
          : `put \`&${nameText(name)}\` on a value further up, or write the value out`,
      );
      return emptyScalar(at);
    }
    if (this.#expanded > MAX_EXPANDED_NODES) return emptyScalar(at);
    this.#expanded += this.#sizes.get(target) ?? 1;
    if (this.#expanded > MAX_EXPANDED_NODES) {
      this.#report(
        "MP0109",
        at,
        `the aliases of this file stand for more than ${String(MAX_EXPANDED_NODES)} values`,
        "write fewer aliases of aliases: the file must stay readable when they are written out",
      );
    }
    return target;
  }

  #duplicate(entry: ParsedEntry, first: ParsedEntry): void {
    const { line } = positionAt(this.#source, first.keyAt.start);
    this.#report(
      "MP0105",
      entry.keyAt,
      `the key ${nameText(entry.key)} is written twice in one mapping`,
      `keep one of the two: the first is on line ${String(line)}`,
    );
  }

  #checkTag(node: Node, at: Span): void {
    const { tag } = node;
    if (tag === undefined || KNOWN_TAGS.has(tag)) return;
    const before = this.#source.text.slice(Math.max(0, at.start - LONGEST_TAG), at.start);
    const written = /(![^\s,[\]{}]*)(\s+(&\S+\s+)?)$/.exec(before);
    const start = at.start - (written?.[0].length ?? 0);
    const place = written === null ? at : { start, end: start + (written[1]?.length ?? 0) };
    this.#report(
      "MP0111",
      place,
      `the tag ${nameText(written?.[1] ?? tag)} means nothing to meshplan`,
      "remove the tag and write the value itself",
    );
  }

  #sizeOf(node: ParsedNode): number {
    if (node.kind === "scalar") return 1;
    const children =
      node.kind === "list" ? node.items : Array.from(node.entries.values(), (entry) => entry.node);
    return children.reduce((sum, child) => sum + (this.#sizes.get(child) ?? 1), 1);
  }

  #spanOf(node: Node, around: Span): Span {
    const [start, end] = node.range ?? [around.start, around.end];
    return { start, end: end > start ? end : start };
  }

  #report(code: Diagnostic["code"], at: Span, message: string, help: string): void {
    this.diagnostics.push({ code, message, help, at });
  }
}

function scalar(value: unknown, text: string, at: Span): ParsedScalar {
  const known =
    typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "boolean" ||
    value === null;
  return { kind: "scalar", value: known ? value : text, text, at };
}

/** A value that was left out: the place after its key. */
function emptyScalar(around: Span): ParsedScalar {
  return { kind: "scalar", value: null, text: "", at: around };
}

function typeName(node: ParsedScalar): string {
  if (node.value === null) return "null";
  return typeof node.value === "number" ? "a number" : "a truth value";
}

function asNode(value: unknown): Node | undefined {
  return isAlias(value) || isScalar(value) || isMap(value) || isSeq(value) ? value : undefined;
}
