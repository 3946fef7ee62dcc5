import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { positionAt, type Source, sourceOf } from "../diagnostics/source.ts";
import { LIMITS } from "../util/limits.ts";
import { linesIn } from "./blocks.ts";
import { nameText } from "./name-text.ts";
import { composeDocuments } from "./yaml.ts";

type Told = readonly Diagnostic[];

/** How many characters the search may read: 50 lines some ten times. What is larger than `LARGE` is told of as it is. */
const MOST_READ = 15_000;
const LARGE = 50_000;
/** How many lines are put right, each in a search of its own. */
const MOST_LINES = 5;
/** How many lines may be the wrong one. */
const MOST_SUSPECTS = 12;
const MOST_WRONG = 8;
const MOST_PLACES = 2;
/** What is below a line begins further right than the line itself, by as much as people do. */
const STEPS = [2, 4];
/** A wrong indentation makes at least one of these: no YAML, or a key that is missing, unknown, empty or there twice. */
const MADE_BY_IT = new Set(["MP0103", "MP0105", "MP0201", "MP0202", "MP0203"]);
const NEITHER_KEY_NOR_NAME = "No_Name";
const BOUNDS = { depth: LIMITS.meshNesting.most, tokens: LIMITS.meshTokens.most };

/**
 * What is told of a file, with one problem for all those that one line makes by its indentation alone.
 *
 * In a wrong column a line belongs to another key: reading fails further down, the key above has no value, and what is below
 * belongs nowhere. No stage can know that these are one mistake. So the line is put where other lines begin. Where that makes
 * several problems vanish and fewer appear, they had this one cause; what stays is a mistake of its own.
 * Nothing is told that was not told before: what a rule sees only now, the next run tells.
 */
export function withoutFollowing(source: Source, told: Told, tell: (source: Source) => Told): Told {
  if (source.text.length > LARGE) return told;
  const search = { source, tell, left: MOST_READ };
  const causes: Diagnostic[] = [];
  let [text, rest] = [source.text, told];
  for (let count = 0; count < MOST_LINES; count += 1) {
    if (!isSuspicious(rest)) break;
    const found = wrongLine(text, rest, search);
    if (found === undefined) break;
    ({ text, rest } = found);
    causes.push(found.cause);
  }
  return [...causes, ...rest];
}

/** A single key in a wrong place may as well be a wrong key. */
function isSuspicious(told: Told): boolean {
  return told.length > 1
    ? told.some(({ code }) => MADE_BY_IT.has(code))
    : told[0]?.code === "MP0103";
}

interface Search {
  readonly source: Source;
  readonly tell: (source: Source) => Told;
  /** How many more characters may be read. */
  left: number;
}

interface Line {
  readonly indent: number;
  readonly text: string;
}

/** A line in another column, alone or with all that is below it. */
interface Move {
  readonly index: number;
  /** The first line behind what moves. */
  readonly end: number;
  readonly column: number;
  readonly text: string;
}

interface Explaining extends Move {
  /** The problems that have their cause in this line. */
  readonly gone: Told;
  /** How many they are, less those that appear: rules may only now see what they tell. */
  readonly worth: number;
}

/** Of all moves that explain most, those of one line. */
function wrongLine(text: string, rest: Told, search: Search) {
  const lines = [...linesIn(text, 0, text.length)];
  const lineOf = ({ at }: Diagnostic): number =>
    at === undefined ? 0 : positionAt(search.source, at.start).line - 1;
  const stumbles = firstFault(text, search);
  let best: Explaining[] = [];
  for (const move of movesOf(suspects(lines, rest, lineOf), lines, text)) {
    if (search.left < 0) break;
    // One line that explains everything is the one.
    if (best[0]?.worth === rest.length && best[0].index !== move.index) break;
    // Where reading stops no later than before, there is another mistake in place of this one.
    const stops = firstFault(move.text, search);
    if (stops < Infinity && stops <= stumbles) continue;
    const explaining = explained(move, rest, search, lineOf);
    const most = best[0]?.worth ?? 1;
    if (explaining === undefined || explaining.worth < most) continue;
    best = [...(explaining.worth > most ? [] : best), explaining];
  }
  const move = best.find(({ index, gone }) => gone.some((one) => lineOf(one) === index)) ?? best[0];
  if (move === undefined) return undefined;
  const columns = best.filter(({ index }) => index === move.index).map(({ column }) => column);
  const stay = rest.filter((one) => !move.gone.includes(one));
  const cause = causeOf(move, lineOf, placesText(move.index, [...new Set(columns)], lines));
  return { text: move.text, rest: stay, cause };
}

function explained(
  move: Move,
  rest: Told,
  search: Search,
  lineOf: (one: Diagnostic) => number,
): Explaining | undefined {
  const now = tellOf(move.text, search);
  const known = new Map(rest.map((one) => [one, identity(one, search.source)]));
  const gone = rest.filter((one) => !now.has(known.get(one) ?? ""));
  const added = [...now].filter((one) => ![...known.values()].includes(one));
  const isWrong = added.some(isMadeByIt);
  if (isWrong || gone.length < Math.min(2, rest.length)) return undefined;
  const isElsewhere = (one: Diagnostic): boolean =>
    lineOf(one) < move.index || lineOf(one) >= move.end;
  const explains = gone.some(
    (one) => one.code === "MP0103" || (MADE_BY_IT.has(one.code) && isElsewhere(one)),
  );
  if (!explains && !(gone.some(isElsewhere) && isPlaceOfKnownKeys(move, now, search)))
    return undefined;
  return { ...move, gone, worth: gone.length - added.length };
}

const isMadeByIt = (identified: string): boolean => MADE_BY_IT.has(identified.split(" ")[0] ?? "");

/** Among keys that may be any, such as Helm values, a line is only hidden: what is wrong with it is told no more. */
function isPlaceOfKnownKeys({ index, text }: Move, now: ReadonlySet<string>, search: Search) {
  const lines = text.split("\n");
  const other = (lines[index] ?? "").replace(/[^\s:-][^\s:]*/, NEITHER_KEY_NOR_NAME);
  const then = tellOf(lines.with(index, other).join("\n"), search);
  return [...then].some((one) => !now.has(one));
}

function tellOf(text: string, search: Search): ReadonlySet<string> {
  search.left -= text.length;
  const source = sourceOf(search.source.path, text);
  return new Set(search.tell(source).map((one) => identity(one, source)));
}

/** The line at which a text stops being YAML. */
function firstFault(text: string, search: Search): number {
  search.left -= text.length;
  const faults = composeDocuments(text, BOUNDS).documents.flatMap(({ errors }) => errors);
  const offsets = faults.map(({ pos: [at] }) => positionAt(sourceOf("", text), at).line);
  return Math.min(...offsets, Infinity);
}

/** What is told stands at the same place of its line, whatever the column is that the line begins in. */
function identity({ code, message, at }: Diagnostic, source: Source): string {
  if (at === undefined) return `${code} ${message}`;
  const { line, column } = positionAt(source, at.start);
  const [start, end] = source.lineStarts.slice(line - 1, line + 1);
  const indent = /^ */.exec(source.text.slice(start, end))?.[0].length ?? 0;
  return `${code} ${String(line)} ${String(column - indent)}`;
}

/** The lines that may be the wrong one, the likely ones first: what several problems are near to, or one of its own making. */
function suspects(
  lines: readonly Line[],
  problems: Told,
  lineOf: (one: Diagnostic) => number,
): readonly number[] {
  const full = lines.flatMap(({ text }, index) => (/^(#|$)/.test(text) ? [] : [index]));
  const weights = new Map<number, number>();
  const first = Math.min(...problems.map(lineOf));
  const told = new Set(problems.map(lineOf));
  for (const problem of problems) {
    const line = lineOf(problem);
    const [own = line, before = line, after = line, ...others] = linesNear(line, lines, full);
    const add = (index: number, weight: number): void => {
      const known = weights.get(index);
      weights.set(index, Math.max(weight, known === undefined ? 0 : 2, known ?? 0));
    };
    // Keys side by side that belong nowhere have the cause in common, at the first of them or above it.
    const goesOn = told.has(before) && lines[before]?.indent === lines[own]?.indent;
    add(own, MADE_BY_IT.has(problem.code) && !goesOn ? 3 : 1);
    const beside = line === first || problem.code === "MP0103" ? 2 : 1;
    add(before, beside);
    add(after, beside);
    for (const other of others) add(other, line === first ? 2 : 1);
  }
  // So many places that each look wrong by themselves are no single mistake.
  if ([...weights.values()].filter((weight) => weight > 2).length > MOST_WRONG) return [];
  return [...weights]
    .filter(([, weight]) => weight > 1)
    .sort(([at, one], [after, other]) => other - one || at - after)
    .slice(0, MOST_SUSPECTS)
    .map(([index]) => index);
}

/** The line of a problem, that before it, those that it is below, and the lines before and after each. */
function linesNear(problem: number, lines: readonly Line[], full: readonly number[]) {
  const result = new Set<number>();
  let limit = Infinity;
  for (let at = full.findLastIndex((index) => index <= problem); at >= 0 && limit > 0; at -= 1) {
    const indent = lines[full[at] ?? 0]?.indent ?? 0;
    if (indent >= limit) continue;
    for (const near of [at, at - 1, at + 1]) result.add(full[near] ?? 0);
    limit = indent;
  }
  return result;
}

function* movesOf(
  indices: readonly number[],
  lines: readonly Line[],
  text: string,
): Generator<Move, void> {
  const written = text.split("\n");
  for (const index of indices) {
    const own = lines[index]?.indent ?? 0;
    const after = lines.findIndex(
      (line, at) => at > index && line.text !== "" && line.indent <= own,
    );
    const ends = new Set([index + 1, after < 0 ? lines.length : after]);
    for (const column of placesFor(index, lines))
      if (column !== own)
        for (const end of ends)
          yield { index, end, column, text: moved(written, { index, end, by: column - own }) };
  }
}

/** Where the lines around begin: the next, the one before, and those that this is below; and where one below it would. */
function placesFor(index: number, lines: readonly Line[]): ReadonlySet<number> {
  const full = lines.flatMap(({ text }, at) => (/^(#|$)/.test(text) ? [] : [at]));
  const place = full.indexOf(index);
  const before = lines[full[place - 1] ?? index];
  const next = lines[full[place + 1] ?? index];
  const above: number[] = [];
  for (let at = place - 1; at >= 0 && !above.includes(0); at -= 1) {
    const line = lines[full[at] ?? 0];
    if (line !== undefined && line.indent < Math.min(...above, Infinity))
      above.push(...columnsOf(line));
  }
  const below = before === undefined ? [] : columnsOf(before);
  return new Set([
    ...(next === undefined ? [] : columnsOf(next)),
    ...above,
    ...below.flatMap((column) => STEPS.map((step) => column + step)),
  ]);
}

/** The columns of a line in which a key or an item begins. */
function columnsOf({ indent, text }: Line): readonly number[] {
  const marks = /^(?:- +)*/.exec(text)?.[0].length ?? 0;
  return marks === 0 ? [indent] : [indent, indent + marks];
}

/** All other lines stay as they are written: a tab in front of one is a mistake of its own. */
function moved(
  lines: readonly string[],
  { index, end, by }: { index: number; end: number; by: number },
) {
  return lines
    .map((line, at) => {
      const content = line.trimStart();
      if (content === "" || at < index || at >= end) return line;
      return " ".repeat(Math.max(0, line.length - content.length + by)) + content;
    })
    .join("\n");
}

/** The problem at the line itself, or the first that it makes, with the help that mends all of them. */
function causeOf(
  { index, gone }: { readonly index: number; readonly gone: Told },
  lineOf: (one: Diagnostic) => number,
  places: string,
): Diagnostic {
  const syntax = gone.filter(({ code }) => code === "MP0103");
  const [first] = syntax.length > 0 ? syntax : gone;
  const own = (syntax.length > 0 ? syntax : gone).find((one) => lineOf(one) === index) ?? first;
  if (own === undefined) throw new Error("internal: nothing is gone");
  const line = lineOf(own) === index ? "it" : `line ${String(index + 1)}`;
  return { ...own, help: `indent ${line} ${places}` };
}

/** The nearest places of those that do. */
function placesText(index: number, columns: readonly number[], lines: readonly Line[]): string {
  const away = (column: number): number => Math.abs(column - (lines[index]?.indent ?? 0));
  return columns
    .toSorted((one, other) => away(one) - away(other))
    .slice(0, MOST_PLACES)
    .map((column) => {
      const others = lines.map((line, at) => ({ ...line, away: index - at }));
      const [like] = others
        .filter((line) => line.away !== 0 && line.text !== "" && columnsOf(line).includes(column))
        .sort((one, other) => howFar(one.away) - howFar(other.away));
      const [, mark = "", name] =
        /^(?:- +)*?((?:- )?)([^\s:-][^\s:]*)/.exec(like?.text ?? "") ?? [];
      const dash = like?.indent === column ? mark : "";
      return `by ${String(column)}${name === undefined ? "" : `, like ${dash}${nameText(name)}`}`;
    })
    .join(", or ");
}

/** Lines above come first. */
const howFar = (away: number): number => (away > 0 ? away : 1e6 - away);
