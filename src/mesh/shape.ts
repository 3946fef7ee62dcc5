import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/source.ts";
import { validateMesh, type ShapeError } from "./generated/validate-mesh.js";
import { keySpanAt, nodeAt, spanAt, type NodePath, type Parsed } from "./parsed.ts";
import { meantKey, wordingOf } from "./shape-messages.ts";

/**
 * Everything about the file that its schema forbids: unknown and missing keys, wrong types, values that are not allowed.
 *
 * Reports all of it at once. An unknown key is marked at the key, a missing one at the mapping it belongs to, a wrong value at
 * the value.
 */
export function checkShape(parsed: Parsed): readonly Diagnostic[] {
  if (validateMesh(parsed.value)) return [];
  const errors = validateMesh.errors ?? [];
  const told = errors.filter(
    (error) => !SUMMARIES.has(error.keyword) && !isMisspelt(error, errors),
  );
  return unique(told.map((error) => diagnosticOf(error, parsed)));
}

/** Keywords that only say that something below them is wrong, which has its own report. */
const SUMMARIES = new Set(["propertyNames", "if"]);

/** A missing key that an unknown key beside it was meant to be: reporting both would say one thing twice. */
function isMisspelt(missing: ShapeError, errors: readonly ShapeError[]): boolean {
  if (missing.keyword !== "required") return false;
  return errors.some(
    (error) =>
      error.keyword === "additionalProperties" &&
      error.instancePath === missing.instancePath &&
      meantKey(error) === missing.params["missingProperty"],
  );
}

function diagnosticOf(error: ShapeError, parsed: Parsed): Diagnostic {
  const path = pathOf(error.instancePath);
  const wording = wordingOf(error, path, nodeAt(parsed.root, path));
  return { ...wording, at: placeOf(error, path, parsed) };
}

function placeOf(error: ShapeError, path: NodePath, parsed: Parsed): Span {
  const key = error.params["additionalProperty"] ?? error.propertyName;
  if (typeof key === "string") return keySpanAt(parsed.root, [...path, key]);
  if (error.keyword === "required" && path.length > 0) return keySpanAt(parsed.root, path);
  if (error.keyword === "required") return startOf(spanAt(parsed.root, path));
  return spanAt(parsed.root, path);
}

/** A key missing at the top would otherwise mark the whole file. */
function startOf(span: Span): Span {
  return { start: span.start, end: span.start };
}

/** The steps of a JSON pointer. */
export function pathOf(pointer: string): NodePath {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * A value that several aliases share is reported once, not once per alias. So is a key that neither a mapping nor the branch of
 * its schema knows: the branch's report is more specific, and comes first.
 */
function unique(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((each) => {
    const key = JSON.stringify([each.code, each.at, each.code === "MP0201" ? "" : each.help]);
    return !seen.has(key) && seen.add(key);
  });
}
