import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Source } from "../diagnostics/source.ts";
import { LIMITS } from "../util/limits.ts";
import { plainValue } from "./plain-value.ts";
import type { Parsed } from "./parsed.ts";
import { resolveDocument } from "./resolve-document.ts";
import { syntaxDiagnostic } from "./syntax-problem.ts";
import { composeDocuments, type Document } from "./yaml.ts";

/** A mesh of 1,000 clusters takes some 200 KiB. */
export const MAX_FILE_BYTES = LIMITS.meshFile.most;
const MAX_DEPTH = LIMITS.meshNesting.most;
const MAX_TOKENS = LIMITS.meshTokens.most;

export type ParseResult =
  | { readonly ok: true; readonly parsed: Parsed }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads a mesh file's YAML into values with places, or says everything that is wrong with its syntax.
 *
 * Never throws, whatever the text. Size and nesting are checked before the recursive part of the YAML package sees the
 * text: some 60 KB of `[` would otherwise abort the process, which no `catch` survives.
 */
export function parseMeshFile(source: Source): ParseResult {
  if (Buffer.byteLength(source.text) > MAX_FILE_BYTES) return failed([tooLarge(source)]);
  const bounds = { depth: MAX_DEPTH, tokens: MAX_TOKENS };
  const { documents, tooDeepAt, isTooMuch, unclosedQuoteAt } = composeDocuments(
    source.text,
    bounds,
  );
  if (isTooMuch) return failed([tooMuch()]);
  if (tooDeepAt !== undefined) return failed([tooDeep(source, tooDeepAt)]);
  const [document, second] = documents;
  if (document === undefined) throw new Error("internal: the YAML package returned no document");
  const problems = documents
    .flatMap((each) => each.errors)
    .filter((error, index, all) => all[index - 1]?.pos[0] !== error.pos[0])
    // Once reading is off its track, nothing is what is expected any more, to the end of the file.
    .filter(({ code }, index) => index === 0 || code !== "UNEXPECTED_TOKEN")
    .map((error) => syntaxDiagnostic(error, source, unclosedQuoteAt));
  const more = second === undefined ? [] : [secondDocument(source, second)];
  if (problems.length > 0) return failed([...unique(problems), ...more]);
  const resolved = resolveDocument(document, source);
  if (!resolved.ok) return failed([...resolved.diagnostics, ...more]);
  if (more.length > 0) return failed(more);
  return { ok: true, parsed: { source, root: resolved.root, value: plainValue(resolved.root) } };
}

/** The package may stumble over one cause several times. */
function unique(problems: readonly Diagnostic[]): readonly Diagnostic[] {
  return [
    ...new Map(problems.map((one) => [`${one.code} ${String(one.at?.start)}`, one])).values(),
  ];
}

function failed(diagnostics: readonly Diagnostic[]): ParseResult {
  return { ok: false, diagnostics };
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

function secondDocument(source: Source, document: Document.Parsed): Diagnostic {
  const [from, to] = document.range;
  const marker = source.text.slice(from, to).search(/^---/m);
  const start = Math.min(from + Math.max(marker, 0), source.text.length);
  return {
    code: "MP0106",
    message: "the file holds more than one YAML document",
    help: "keep one mesh in one file: remove this `---` and what does not belong to the mesh",
    at: { start, end: Math.min(start + (marker >= 0 ? 3 : 1), source.text.length) },
  };
}
