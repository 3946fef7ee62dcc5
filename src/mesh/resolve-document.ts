import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { positionAt, type Source, type Span } from "../diagnostics/source.ts";
import { scalarFault } from "../util/json-fault.ts";
import { nameText } from "./name-text.ts";
import type { ParsedEntry, ParsedMap, ParsedNode, ParsedScalar } from "./parsed.ts";
import { firstWord, type Unreadable } from "./readable-part.ts";
import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Pair } from "./yaml.ts";

/** How many values a file may stand for once every alias is written out. 1,000 full clusters take some 15,000. */
const MAX_EXPANDED_NODES = 200_000;

/** How far in front of its value to look for a tag. */
const LONGEST_TAG = 200;

const KNOWN_TAGS = new Set(
  ["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`),
);

/** The substitute for a wrong value: nothing, or a value that nobody knows. */
type Stead = "without" | "unknown";

interface ResolveResult {
  /** Absent where the file is empty, or stands for too much. */
  readonly root?: ParsedNode;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Turns a YAML document into values with places: aliases and merge keys resolved, keys unique and text.
 *
 * This resolves aliases itself and does not leave it to the YAML package, which throws on undefined ones, gives no place, and
 * refuses 101 harmless ones together with the malicious. An anchor inside an unreadable part is not reported as missing.
 */
export function resolveDocument(
  document: Document.Parsed,
  file: { readonly source: Source; readonly unreadable: readonly Unreadable[] },
  stead: Stead,
): ResolveResult {
  const { source, unreadable } = file;
  if (isEmpty(document.contents, source))
    return unreadable.length === 0
      ? { diagnostics: [emptyFile()] }
      : { root: emptyMap(), diagnostics: [] };
  const resolver = new Resolver(source, anchorsIn(unreadable, source), stead);
  const root = resolver.node(document.contents, { start: 0, end: 0 });
  const { diagnostics, isTooLarge } = resolver;
  return isTooLarge ? { diagnostics } : { root, diagnostics };
}

function anchorsIn(unreadable: readonly Unreadable[], { text }: Source): ReadonlySet<string> {
  const written = unreadable.map(({ start, end }) => text.slice(start, end));
  const anchors = written.flatMap((one) => [...one.matchAll(/&([^\s,[\]{}]+)/g)]);
  return new Set(anchors.map(([, name = ""]) => name));
}

function emptyMap(): ParsedMap {
  return { kind: "map", entries: new Map(), at: { start: 0, end: 0 } };
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

interface Key {
  readonly text: string;
  readonly at: Span;
  readonly merge: boolean;
  /** The key is not a text; its content is taken for its name. */
  readonly isGuessed: boolean;
}

class Resolver {
  readonly diagnostics: Diagnostic[] = [];
  isTooLarge = false;
  readonly #source: Source;
  readonly #anchorsUnread: ReadonlySet<string>;
  readonly #stead: Stead;
  /** The substitutes for wrong values. */
  readonly #gaps = new Set<ParsedNode>();
  /** The value of each anchor at this point of the file; undefined while that value is being read. */
  readonly #anchors = new Map<string, ParsedNode | undefined>();
  /** How many values a node stands for with every alias inside it written out. */
  readonly #sizes = new Map<ParsedNode, number>();
  #expanded = 0;

  constructor(source: Source, anchorsUnread: ReadonlySet<string>, stead: Stead) {
    this.#source = source;
    this.#anchorsUnread = anchorsUnread;
    this.#stead = stead;
  }

  node(node: Node | null | undefined, around: Span): ParsedNode {
    if (node === null || node === undefined) return emptyScalar(around);
    if (isAlias(node)) return this.#alias(node.source, this.#spanOf(node, around));
    const at = this.#spanOf(node, around);
    const isTagged = this.#hasUnknownTag(node, at);
    const { anchor } = node;
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    const read = this.#value(node, at);
    // Nobody knows what a tool would make of a tagged text; a mapping or a list is read as what it is.
    const isUnknown = isTagged && read.kind === "scalar" && this.#stead === "unknown";
    const result = isUnknown ? this.#gap(at) : read;
    this.#sizes.set(result, this.#sizeOf(result));
    this.#expanded += 1;
    if (anchor !== undefined) this.#anchors.set(anchor, result);
    return result;
  }

  #value(node: Node, at: Span): ParsedNode {
    if (isMap(node)) return this.#map(node.items, at);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.node(asNode(item), at));
      return { kind: "list", items: items.filter((item) => this.#isThere(item)), at };
    }
    if (!isScalar(node)) return emptyScalar(at);
    const fault = scalarFault(node.value);
    if (fault === undefined) return scalar(node.value, node.source ?? "", at);
    this.#report("MP0103", at, fault, "write what JSON can say: Istio and Kubernetes read JSON");
    return this.#gap(at);
  }

  #gap(at: Span): ParsedNode {
    const gap = emptyScalar(at);
    this.#gaps.add(gap);
    return gap;
  }

  /** A list stands nowhere where a mapping may, so this is read as what was meant; null may be a mapping that is left empty. */
  #unknownMap(at: Span): ParsedNode {
    const gap: ParsedNode = { kind: "list", items: [], at };
    this.#gaps.add(gap);
    return gap;
  }

  #isThere(node: ParsedNode): boolean {
    return this.#stead === "unknown" || !this.#gaps.has(node);
  }

  #map(pairs: readonly Pair[], at: Span): ParsedNode {
    const own = new Map<string, ParsedEntry>();
    const merged: ParsedEntry[] = [];
    let isWhole = true;
    for (const pair of pairs) {
      const key = this.#key(asNode(pair.key), at);
      if (key === undefined) {
        this.node(asNode(pair.value), at);
      } else if (key.merge) {
        const entries = this.#merged(this.node(asNode(pair.value), key.at), key.at);
        isWhole &&= entries !== undefined;
        for (const entry of entries ?? []) merged.push(entry);
      } else {
        const entry = { key: key.text, keyAt: key.at, node: this.node(asNode(pair.value), key.at) };
        if (!key.isGuessed || !own.has(key.text)) this.#add(own, entry);
      }
    }
    // The values it would take over are missing, and nobody knows them.
    if (!isWhole && this.#stead === "unknown") return this.#unknownMap(at);
    const entries = new Map([...own].filter(([, { node }]) => this.#isThere(node)));
    for (const entry of merged) if (!entries.has(entry.key)) entries.set(entry.key, entry);
    return { kind: "map", entries, at };
  }

  /** Where a key has two values, nobody knows which of them is meant. */
  #add(own: Map<string, ParsedEntry>, entry: ParsedEntry): void {
    const first = own.get(entry.key);
    if (first !== undefined) this.#duplicate(entry, first);
    if (first === undefined || this.#stead === "unknown") own.set(entry.key, entry);
  }

  #key(node: Node | undefined, around: Span): Key | undefined {
    const known = this.diagnostics.length;
    const resolved = this.node(node, around);
    const at = node === undefined ? around : this.#spanOf(node, around);
    if (resolved.kind === "scalar" && typeof resolved.value === "string") {
      const merge = isScalar(node) && node.type === "PLAIN" && node.value === "<<";
      return { text: resolved.value, at, merge, isGuessed: false };
    }
    if (this.diagnostics.length === known) this.#report("MP0112", at, ...keyProblem(resolved));
    // Most likely this word was meant to be in quotes.
    const word = firstWord(this.#source.text.slice(at.start, at.end));
    return word === undefined ? undefined : { text: word, at, merge: false, isGuessed: true };
  }

  /** Undefined where a part of it is not known. */
  #merged(node: ParsedNode, at: Span): readonly ParsedEntry[] | undefined {
    if (this.#gaps.has(node)) return undefined;
    const sources = node.kind === "list" ? node.items : [node];
    const entries = sources.map((each) => {
      if (each.kind === "map") return [...each.entries.values()];
      if (this.#gaps.has(each)) return undefined;
      this.#report(
        "MP0113",
        at,
        "`<<` merges something that is not a mapping",
        "let it name an anchor of a mapping, such as `<<: *defaults`",
      );
      return undefined;
    });
    const known = entries.filter((each) => each !== undefined);
    return known.length === entries.length ? known.flat() : undefined;
  }

  #alias(name: string, at: Span): ParsedNode {
    const target = this.#anchors.get(name);
    if (target === undefined) {
      const inside = this.#anchors.has(name);
      if (this.#anchorsUnread.has(name)) return this.#gap(at);
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
      return this.#gap(at);
    }
    if (this.#expanded > MAX_EXPANDED_NODES) return emptyScalar(at);
    this.#expanded += this.#sizes.get(target) ?? 1;
    if (this.#expanded > MAX_EXPANDED_NODES) {
      this.isTooLarge = true;
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

  #hasUnknownTag(node: Node, at: Span): boolean {
    const { tag } = node;
    if (tag === undefined || KNOWN_TAGS.has(tag)) return false;
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
    return true;
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

/** What is wrong with a key that is not a text, and what to write instead. */
function keyProblem(key: ParsedNode): readonly [message: string, help: string] {
  if (key.kind !== "scalar")
    return ["a key is a mapping or a list, not text", "write a plain name before the colon"];
  if (key.text === "")
    return [`an empty key is ${typeName(key)}, not text`, "write a name before the colon"];
  const name = nameText(key.text);
  return [`the key ${name} is ${typeName(key)}, not text`, `put it in quotes: "${name}"`];
}

function typeName(node: ParsedScalar): string {
  if (node.value === null) return "null";
  return typeof node.value === "number" ? "a number" : "a truth value";
}

function asNode(value: unknown): Node | undefined {
  return isAlias(value) || isScalar(value) || isMap(value) || isSeq(value) ? value : undefined;
}
