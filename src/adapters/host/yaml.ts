import {
  Composer,
  type CST,
  Document,
  isMap as isYamlMap,
  isPair,
  isScalar,
  Lexer,
  Parser,
  visit,
} from "yaml";
import { isList, isMap, type Json, type KubeObject } from "../../kube/object.ts";
import { jsonFault } from "../../util/json-fault.ts";
import { LIMITS } from "../../util/limits.ts";
import { COMMAND, rechecked } from "../../util/printable.ts";
import type { Printable } from "../../util/printable-text.ts";
import { HIDDEN, visibleText } from "../../util/visible-text.ts";

/**
 * Every document of a YAML stream as plain JSON; undefined when it is not YAML, is nested too deep, or holds half a character. For text that programs
 * write (kubeconfigs, manifests): no positions, no messages. The mesh file has its own parser.
 */
export function parseYaml(text: string): readonly Json[] | undefined {
  const json = parseJson(text);
  if (json !== undefined) return jsonFault(json) === undefined ? [json] : undefined;
  try {
    const documents = [...new Composer(OPTIONS).compose(tokensOf(text))];
    if (documents.some((document) => document.errors.length > 0)) return undefined;
    const values = documents.map((document) => document.toJS({ maxAliasCount: 100 }) as Json);
    // Aliases may put what is not deep into each other.
    return jsonFault(values) === undefined ? values : undefined;
  } catch {
    return undefined;
  }
}

/** Whether `parseYaml` gave up because the text has too many tokens: a thousand of them take 5 ms and 300 KB. */
export function isTooMuchYaml(text: string): boolean {
  if (parseJson(text) !== undefined) return false;
  let count = 0;
  for (const _ of new Lexer().lex(text)) if (++count > LIMITS.yamlTokens.most) return true;
  return false;
}

const OPTIONS = { uniqueKeys: false, prettyErrors: false } as const;

/** JSON is YAML, and much faster read as what it is. */
function parseJson(text: string): Json | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The composer recurses, and one that runs out of stack may abort the process: depth is checked before it. */
function* tokensOf(text: string): Generator<CST.Token, void> {
  const parser = new Parser();
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (++count > LIMITS.yamlTokens.most) throw new RangeError("too many tokens");
    yield* parser.next(lexeme);
    if (parser.stack.length > LIMITS.nesting.most) throw new RangeError("nested too deep");
  }
  yield* parser.end();
}

/**
 * One object as YAML, in the order people know: apiVersion, kind, metadata, the rest by name. Equal objects give equal bytes.
 *
 * Written for readers of YAML 1.1, which kubectl and Argo CD are: `yes` and `012` stand in quotes. Nothing is folded, and
 * no anchors are used. Hidden characters, and what a build server reads as a command, are escapes in quotes, so that a reader
 * of the text sees them and a reader of the YAML gets the same value.
 */
export function printYaml(object: KubeObject): Printable {
  const { apiVersion, kind, metadata, ...rest } = object;
  const ordered = { apiVersion, kind, metadata: sorted(metadata), ...(sorted(rest) as object) };
  const document = new Document(ordered, { version: "1.1", aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, scalar) => {
      const { value } = scalar;
      if (typeof value !== "string") return;
      if (MISREAD.test(value) || isHostile(value)) scalar.type = "QUOTE_DOUBLE";
    },
  });
  const text = document.toString(ON_ONE_LINE);
  return rechecked(text.replace(UNSEEN, escaped).replace(COMMAND, "#\\x23"));
}

/** Nothing is folded, and what stands in double quotes has no line of its own for foreign text to begin. */
const ON_ONE_LINE = { lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER };

/** Text that the last law of a sink would change. */
function isHostile(text: string): boolean {
  return rechecked(text) !== text;
}

/** All of them are inside of double quotes; line feeds and tabs are YAML's own as well. */
const UNSEEN = new RegExp(`(?![\\n\\t])(?:${HIDDEN.source})`, "gu");

/** Source: YAML 1.1 and 1.2, escaped characters of double-quoted scalars. */
function escaped(character: string): string {
  const point = (character.codePointAt(0) ?? 0).toString(16);
  return `\\U${point.padStart(8, "0")}`;
}

/** A number in YAML 1.2 and in Go, though a word in YAML 1.1. */
const MISREAD = /^[-+]?0o[0-7]+$/;

function sorted(value: Json | undefined): Json | undefined {
  if (isList(value)) return value.map((item) => sorted(item) ?? null);
  if (!isMap(value)) return value;
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  return Object.fromEntries(keys.sort().map((key) => [key, sorted(value[key])]));
}

/**
 * A mesh file for people: keys in their order, the comment of a key above it, and maps of plain values on one line. For YAML 1.2, as the
 * reader of mesh files is. `comments`: by JSON pointer of the key.
 */
export function printCommented(
  values: Readonly<Record<string, unknown>>,
  comments: ReadonlyMap<string, string>,
  head: string,
): Printable {
  const document = new Document(values, { aliasDuplicateObjects: false });
  document.commentBefore = commentOf(head);
  visit(document, {
    Pair: (_, { key, value }, path) => {
      const steps = [...path.filter(isPair), { key }].map((one) => String(one.key));
      const comment = comments.get(steps.map((step) => `/${step}`).join(""));
      if (comment !== undefined && isScalar(key)) key.commentBefore = commentOf(comment);
      if (isYamlMap(value) && steps.length > 1) value.flow = value.items.every(isPlain);
    },
    Scalar: (_, scalar) => {
      if (typeof scalar.value === "string" && isHostile(scalar.value)) scalar.type = "QUOTE_DOUBLE";
    },
  });
  const text = document.toString(ON_ONE_LINE);
  return rechecked(text.replace(UNSEEN, escaped).replace(COMMAND, "#\\x23"));
}

/** Lines of a comment, each as text that begins nothing else. */
const commentOf = (text: string): string =>
  text
    .split("\n")
    .map((line) => ` ${visibleText(line)}`)
    .join("\n");

const isPlain = ({ value }: { readonly value: unknown }): boolean => isScalar(value);
