import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { positionAt, type Source } from "../diagnostics/source.ts";
import { type Block, blocksIn } from "./blocks.ts";
import { syntaxDiagnostic } from "./syntax-problem.ts";
import { composeDocuments, type Bounds } from "./yaml.ts";

/** A part of the file that is not YAML. */
export interface Unreadable {
  readonly start: number;
  readonly end: number;
  /** Its first word, most likely its key. */
  readonly name: string | undefined;
  /** The beginnings of the lines above it that it belongs to, the outermost first. */
  readonly under: readonly number[];
}

interface ReadablePart {
  /** One for each part that cannot be read, where the cause is. */
  readonly problems: readonly Diagnostic[];
  readonly unreadable: readonly Unreadable[];
  /** The file with blanks in place of the unreadable parts, or nothing where that is all of it. */
  readonly text: string | undefined;
}

/** More faults than anybody mends at once. Each costs a look at its surroundings. */
const MOST_FAULTS = 50;
/** How many times its size the file may be read in the search for faults; `SMALL` more characters allow for small files. */
const MOST_LOOKS = 12;
const SMALL = 200_000;
/** The cost of one look, however little it looks at, in characters. */
const LOOK = 200;

/**
 * The readable part of a file with syntax errors.
 *
 * The YAML package continues after an error, but it has lost track: after a quote that is never closed nothing is left. So the
 * file is split by its indentation, and a fault spoils only the smallest block that contains it; the other blocks read as they
 * would in a file without it.
 */
export function readablePart(
  source: Source,
  { from, to }: { readonly from: number; readonly to: number },
  depth: number,
): ReadablePart | undefined {
  const search = new Search(source, from, to, depth);
  const [first, second] = blocksIn(search.text, from, to);
  // Text inside brackets cannot be split by lines, and a single line cannot be split at all.
  const isFlow = /^\s*[[{]/.test(search.text.slice(from, to));
  const isLine = first !== undefined && second === undefined && first.below === first.end;
  if (isFlow || isLine) return undefined;
  const isRead = search.readTogether(from, to, undefined, []);
  const { problems, unreadable, text } = search;
  return isRead
    ? { problems, unreadable, text }
    : { problems: lastAlone(problems), unreadable, text: undefined };
}

/** Says in the last problem that everything except the way to these problems was left unchecked. */
export function lastAlone(problems: readonly Diagnostic[]): readonly Diagnostic[] {
  const last = problems.length - 1;
  return problems.map((problem, index) =>
    index === last
      ? { ...problem, help: `${problem.help}; until then nothing else is checked` }
      : problem,
  );
}

class Search {
  readonly problems: Diagnostic[] = [];
  readonly unreadable: Unreadable[] = [];
  /** The text that is left to read. */
  text: string;
  readonly #source: Source;
  readonly #bounds: Bounds;
  /** How many more characters may be looked at. */
  #left: number;

  constructor(source: Source, from: number, to: number, depth: number) {
    this.#source = source;
    this.#bounds = { depth, tokens: Infinity };
    this.#left = (to - from) * MOST_LOOKS + SMALL;
    const blank = (length: number): string => " ".repeat(length);
    this.text = blank(from) + source.text.slice(from, to) + blank(source.text.length - to);
  }

  /** Blanks faulty blocks between two offsets until the rest can be read; says whether there is a rest. */
  readTogether(
    from: number,
    to: number,
    header: Block | undefined,
    under: readonly number[],
  ): boolean {
    const blocks = blocksIn(this.text, header?.below ?? from, to);
    for (const block of blocks) {
      if (this.#isTired) return false;
      this.#read(block, under);
    }
    const spoilt = new Set<Block>();
    for (;;) {
      const [problem] = this.faultsIn(from, to);
      if (problem === undefined) return true;
      const at = problem.at?.start ?? to;
      const last = blocks.filter((block) => block.start <= at && !spoilt.has(block)).at(-1);
      if (last === undefined || this.#isTired) return false;
      spoilt.add(last);
      this.#spoil(last, problem, under);
    }
  }

  #read(block: Block, under: readonly number[]): void {
    const [problem] = this.faultsIn(block.start, block.end);
    if (problem === undefined) return;
    const isOne = this.text.slice(block.below, block.end).trim() === "";
    const isLost = isOne || this.#isTired || this.faultsIn(block.start, block.below).length > 0;
    const known = this.problems.length;
    if (!isLost && this.readTogether(block.start, block.end, block, [...under, block.start]))
      return;
    // The problems found below replace this one, unless there were none.
    this.#spoil(block, this.problems.length === known ? problem : undefined, under);
  }

  get #isTired(): boolean {
    return this.#left <= 0 || this.problems.length >= MOST_FAULTS;
  }

  #spoil({ start, end }: Block, problem: Diagnostic | undefined, under: readonly number[]): void {
    const written = this.#source.text.slice(start, end);
    this.unreadable.push({ start, end, name: firstWord(written), under });
    if (problem !== undefined) this.problems.push(withLines(problem, start, written, this.#source));
    this.text = this.text.slice(0, start) + written.replace(/[^\n]/g, " ") + this.text.slice(end);
  }

  /** The first problem between two offsets, read on their own; later ones may follow from it. */
  faultsIn(from: number, to: number): readonly Diagnostic[] {
    this.#left -= to - from + LOOK;
    const composed = composeDocuments(this.text.slice(from, to), this.#bounds);
    const shifted = (offset: number | undefined): number | undefined =>
      offset === undefined ? undefined : offset + from;
    const unclosed = {
      unclosedQuoteAt: shifted(composed.unclosedQuoteAt),
      unclosedBracketAt: shifted(composed.unclosedBracketAt),
    };
    return composed.documents
      .flatMap(({ errors }) => errors)
      .slice(0, 1)
      .map(({ code, message, pos: [start, end] }) =>
        syntaxDiagnostic(
          { code, message, pos: [start + from, end + from] },
          this.#source,
          unclosed,
        ),
      );
  }
}

/** The probable key of a part, or the text of a part that has none. */
export function firstWord(written: string): string | undefined {
  const [line = ""] = written.split("\n");
  return /[\p{L}\p{N}_][\p{L}\p{N}_./-]{0,252}/u.exec(line.replace(/[!&]\S+/g, ""))?.[0];
}

/** Says which lines a problem leaves unchecked, if they are more than its own. */
function withLines(
  problem: Diagnostic,
  start: number,
  written: string,
  source: Source,
): Diagnostic {
  const first = positionAt(source, start).line;
  const last = positionAt(source, start + written.trimEnd().length).line;
  if (first === last) return problem;
  const lines = `lines ${String(first)} to ${String(last)}`;
  return { ...problem, help: `${problem.help}; until then ${lines} are not checked` };
}
