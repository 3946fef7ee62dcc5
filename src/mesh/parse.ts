import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Source } from "../diagnostics/source.ts";
import { LIMITS } from "../util/limits.ts";
import { plainValue } from "./plain-value.ts";
import { firstDocument } from "./first-document.ts";
import type { Parsed, ParsedNode } from "./parsed.ts";
import { lastAlone, readablePart, type Unreadable } from "./readable-part.ts";
import { resolveDocument } from "./resolve-document.ts";
import { syntaxDiagnostic } from "./syntax-problem.ts";
import { withUnknown } from "./unknown-parts.ts";
import { composeDocuments, type ComposedText, type Document } from "./yaml.ts";

/** A mesh of 1,000 clusters takes some 200 KiB. */
export const MAX_FILE_BYTES = LIMITS.meshFile.most;
const MAX_DEPTH = LIMITS.meshNesting.most;
const MAX_TOKENS = LIMITS.meshTokens.most;
const BOUNDS = { depth: MAX_DEPTH, tokens: MAX_TOKENS };

interface ParseResult {
  /** Everything that is wrong with the syntax. */
  readonly diagnostics: readonly Diagnostic[];
  /**
   * The ways to read the file. A correct file has one. A file with faults has two, without the faulty parts and with
   * unknown values in their places, and none where nothing else is left.
   */
  readonly readings: readonly Parsed[];
}

/**
 * Reads a mesh file's YAML into values with places, and reports everything that is wrong with its syntax.
 *
 * Never throws, whatever the text. Size and nesting are checked before the recursive part of the YAML package sees the
 * text: some 60 KB of `[` would otherwise abort the process, which no `catch` survives.
 */
export function parseMeshFile(source: Source): ParseResult {
  if (Buffer.byteLength(source.text) > MAX_FILE_BYTES) return unread(tooLarge(source));
  const composed = composeDocuments(source.text, BOUNDS);
  if (composed.isTooMuch) return unread(tooMuch());
  if (composed.tooDeepAt !== undefined) return unread(tooDeep(source, composed.tooDeepAt));
  const extent = firstDocument(source.text);
  const more = extent.next === undefined ? [] : [secondDocument(extent.next)];
  const isYaml = composed.documents.every(({ errors }) => errors.length === 0);
  const part = isYaml
    ? { problems: [], unreadable: [], text: source.text }
    : (readablePart(source, extent, MAX_DEPTH) ?? {
        ...NOTHING,
        problems: allOf(composed, source),
      });
  const known = [...unique(part.problems), ...more];
  if (part.text === undefined) return { diagnostics: known, readings: [] };
  const [document] = isYaml ? composed.documents : composeDocuments(part.text, BOUNDS).documents;
  if (document === undefined) throw new Error("internal: the YAML package returned no document");
  return withReadings(document, source, part.unreadable, known);
}

const NOTHING = { unreadable: [], text: undefined };

/** Every error of a file that can only be read as a whole. */
function allOf(composed: ComposedText, source: Source): readonly Diagnostic[] {
  const problems = composed.documents
    .flatMap((each) => each.errors)
    .filter((error, index, all) => all[index - 1]?.pos[0] !== error.pos[0])
    // Once the parser has lost track, it expects something else up to the end of the file.
    .filter(({ code }, index) => index === 0 || code !== "UNEXPECTED_TOKEN")
    .map((error) => syntaxDiagnostic(error, source, composed));
  return lastAlone(unique(problems));
}

/** The package may report one cause several times. */
function unique(problems: readonly Diagnostic[]): readonly Diagnostic[] {
  return [
    ...new Map(problems.map((one) => [`${one.code} ${String(one.at?.start)}`, one])).values(),
  ];
}

function withReadings(
  document: Document.Parsed,
  source: Source,
  unreadable: readonly Unreadable[],
  known: readonly Diagnostic[],
): ParseResult {
  const hidden = { source, unreadable };
  const first = resolveDocument(document, hidden, "without");
  const diagnostics = [...known, ...first.diagnostics];
  // A text at the top is the rest of a mapping whose keys cannot be read.
  const isNothing = unreadable.length > 0 && first.root?.kind === "scalar";
  if (first.root === undefined || isNothing) return { diagnostics, readings: [] };
  const without = parsedOf(source, first.root);
  if (first.diagnostics.length === 0 && unreadable.length === 0)
    return { diagnostics, readings: [without] };
  const second = resolveDocument(document, hidden, "unknown").root ?? first.root;
  const unknown = parsedOf(source, withUnknown(second, source, unreadable));
  return { diagnostics, readings: [without, unknown] };
}

function parsedOf(source: Source, root: ParsedNode): Parsed {
  return { source, root, value: plainValue(root) };
}

function unread(diagnostic: Diagnostic): ParseResult {
  return { diagnostics: [diagnostic], readings: [] };
}

function tooLarge(source: Source): Diagnostic {
  return {
    code: "MP0101",
    message: `the file has ${String(Buffer.byteLength(source.text))} bytes, more than the ${String(MAX_FILE_BYTES)} meshplan reads`,
    help: "check that this is the mesh file: a mesh of 1,000 clusters takes some 200 KiB",
  };
}

function tooMuch(): Diagnostic {
  return {
    code: "MP0101",
    message: `the file has more than ${MAX_TOKENS.toLocaleString("en-US")} words, brackets and gaps`,
    help: "check that this is the mesh file: a mesh of 1,000 clusters has some 100,000",
  };
}

function tooDeep(source: Source, offset: number): Diagnostic {
  const start = Math.min(offset, source.text.length);
  return {
    code: "MP0110",
    message: `the file nests more than ${String(MAX_DEPTH)} levels deep`,
    help: "close the brackets opened before this place, or correct the indentation",
    at: { start, end: Math.min(start + 1, source.text.length) },
  };
}

function secondDocument(marker: number): Diagnostic {
  return {
    code: "MP0106",
    message: "the file holds more than one YAML document",
    help: "keep one mesh in one file: remove this `---` and what does not belong to the mesh",
    at: { start: marker, end: marker + 3 },
  };
}
