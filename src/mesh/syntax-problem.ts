import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Source, Span } from "../diagnostics/source.ts";
import { visibleText } from "../util/visible-text.ts";
import { isAtEdge, misplacedLine } from "./misplaced-line.ts";

/** A report of the YAML package: a code of its own, a place and an English sentence. */
interface YamlProblem {
  readonly code: string;
  readonly pos: readonly [number, number];
  readonly message: string;
}

interface Wording {
  readonly code: "MP0103" | "MP0104" | "MP0106" | "MP0114";
  readonly message?: string;
  readonly help: string;
}

const TAB = {
  code: "MP0104",
  message: "a tab is used as indentation",
  help: "indent with spaces: YAML does not allow tabs there",
} as const;

const WORDINGS: { readonly [code: string]: Wording } = {
  TAB_AS_INDENT: TAB,
  MULTIPLE_DOCS: {
    code: "MP0106",
    message: "the file holds more than one YAML document",
    help: "keep one mesh in one file",
  },
  BAD_INDENT: {
    code: "MP0103",
    help: "align this line with its siblings",
  },
  FLOW_INDENT: {
    code: "MP0103",
    message: "a { or [ is opened before this place and not closed",
    help: "close it, or indent what belongs to it",
  },
  BLOCK_AS_IMPLICIT_KEY: {
    code: "MP0103",
    message: "a second `key:` on one line",
    help: "put it on a line of its own, or write the value in quotes if the colon belongs to it",
  },
  MULTILINE_IMPLICIT_KEY: {
    code: "MP0103",
    message: "a key without its colon",
    help: "write `key: value`, or indent this line if it continues the value above",
  },
};

/** The places of a quote and a bracket that are opened but never closed. */
interface Unclosed {
  readonly unclosedQuoteAt: number | undefined;
  readonly unclosedBracketAt: number | undefined;
}

/** One syntax error of the YAML package in meshplan's words, placed at the cause and not where reading failed. */
export function syntaxDiagnostic(
  problem: YamlProblem,
  source: Source,
  { unclosedQuoteAt, unclosedBracketAt }: Unclosed,
): Diagnostic {
  const quote = unclosedQuoteAt === undefined ? "" : source.text.charAt(unclosedQuoteAt);
  if (unclosedQuoteAt !== undefined && isMissingQuote(problem)) {
    return {
      code: "MP0114",
      message: `a quote is opened with ${quote} and never closed`,
      help: `close it with ${quote} at the end of the value`,
      at: { start: unclosedQuoteAt, end: unclosedQuoteAt + 1 },
    };
  }
  const unquoted = placeholderAt(problem, source);
  if (unquoted !== undefined) {
    return {
      code: "MP0103",
      message: `the value ${unquoted} has a { and is not in quotes`,
      help: `write "${unquoted}"`,
      at: within(problem.pos, source),
    };
  }
  const deeper = deeperLine(problem, source);
  if (deeper !== undefined) return deeper;
  const isFlow = problem.code === "BAD_INDENT" && problem.message.startsWith("Flow");
  const misplaced =
    problem.code === "BAD_INDENT" && !isFlow
      ? misplacedLine(problem.pos[0], source.text)
      : undefined;
  if (misplaced !== undefined) return misplaced;
  const tab = isFlow ? tabBefore(problem.pos[0], source) : undefined;
  if (tab !== undefined) return { ...TAB, at: { start: tab, end: tab + 1 } };
  if (isFlow && unclosedBracketAt !== undefined) {
    const bracket = source.text.charAt(unclosedBracketAt);
    return {
      code: "MP0103",
      message: `a ${bracket} is opened and never closed`,
      help: "close it, or indent what belongs to it",
      at: { start: unclosedBracketAt, end: unclosedBracketAt + 1 },
    };
  }
  const wording = WORDINGS[isFlow ? "FLOW_INDENT" : problem.code] ?? {
    code: "MP0103",
    help: "correct the YAML at this place; `meshplan explain MP0103` lists the usual causes",
  };
  return {
    code: wording.code,
    message: wording.message ?? sentence(problem.message),
    help: wording.help,
    at: within(problem.pos, source),
  };
}

/**
 * A key that is indented deeper than the one before it, which has a value: YAML takes it for a continuation of that value, and
 * finds a second colon at the place where the value begins.
 */
function deeperLine({ code, pos: [at] }: YamlProblem, { text }: Source): Diagnostic | undefined {
  if (code !== "BLOCK_AS_IMPLICIT_KEY") return undefined;
  const end = text.indexOf("\n", at);
  if (isAtEdge(at, text)) return misplacedLine(at, text);
  if (end < 0 || /:(?:\s|$)/.test(text.slice(at, end))) return undefined;
  const next = /^(?:[^\S\n]*(?:#[^\n]*)?\n)*[^\S\n]*(?=[^\s#])/.exec(text.slice(end + 1));
  const above = /([^\s{[,:]+):[^\S\n]*$/.exec(text.slice(0, at))?.[1];
  if (next === null || above === undefined) return undefined;
  const start = end + 1 + next[0].length;
  const stop = /^[^\n:]*/.exec(text.slice(start))?.[0].length ?? 0;
  return {
    code: "MP0103",
    message: `this line is indented deeper than ${visibleText(above)}, which has a value already`,
    help: `indent it like ${visibleText(above)}, or write the value in quotes if this line belongs to it`,
    at: { start, end: start + stop },
  };
}

/** The value with the `{name}` at which reading failed: in YAML a `{` begins a map unless the value is in quotes. */
function placeholderAt(problem: YamlProblem, source: Source): string | undefined {
  if (!problem.message.startsWith("Unexpected flow-map-start at node end")) return undefined;
  const [at] = problem.pos;
  const before = /[^\s,[{]*$/.exec(source.text.slice(0, at))?.[0] ?? "";
  const after = /^\{\w*\}[^\s,\]}]*/.exec(source.text.slice(at))?.[0];
  return after === undefined ? undefined : visibleText(before + after);
}

/** The first tab in the indentation of a line; between brackets the package counts it as no indentation at all. */
function tabBefore(offset: number, { text }: Source): number | undefined {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const indentation = /^[ \t]*/.exec(text.slice(start))?.[0] ?? "";
  const tab = indentation.indexOf("\t");
  return tab < 0 ? undefined : start + tab;
}

function isMissingQuote(problem: YamlProblem): boolean {
  return problem.code === "MISSING_CHAR" && problem.message.includes("quote");
}

/** The package's sentence in our form: lower-case first letter, no full stop. */
function sentence(message: string): string {
  const line = visibleText((message.split("\n")[0] ?? "").replace(/\.$/, ""));
  return `${line.charAt(0).toLowerCase()}${line.slice(1)}`;
}

function within([from, to]: readonly [number, number], source: Source): Span {
  const start = Math.max(0, Math.min(from, source.text.length));
  return { start, end: Math.max(start, Math.min(to, source.text.length)) };
}
