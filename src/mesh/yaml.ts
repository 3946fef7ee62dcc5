import { Composer, Lexer, Parser, type CST, type Document } from "yaml";

export { isAlias, isMap, isPair, isScalar, isSeq, visit } from "yaml";
export type { Document, Node, Pair } from "yaml";

/** Stack entries of the parser around the innermost value: the document and the value itself. */
const DEPTH_OVERHEAD = 2;

/** Each is an error with a stack of its own, of some 1.5 KB; nobody reads so many. The rest is read on, and counted. */
const MOST_FAULTS = 1000;

export interface ComposedText {
  readonly documents: readonly Document.Parsed[];
  /** The place where reading stopped because the text nests deeper than allowed; `documents` is then only a part. */
  readonly tooDeepAt: number | undefined;
  /** Reading stopped because the text has more tokens than allowed; `documents` is then only a part. */
  readonly isTooMuch: boolean;
  readonly unclosedQuoteAt: number | undefined;
  /** The innermost `{` or `[` that was still open when the text continued without it. */
  readonly unclosedBracketAt: number | undefined;
}

export interface Bounds {
  readonly depth: number;
  /** The cost of reading is in tokens: the same bytes as one long text cost next to nothing. */
  readonly tokens: number;
}

/**
 * Reads YAML text into the documents of the YAML package; errors are in the documents. The one place that calls it.
 *
 * The package's lexer and parser keep a stack of their own, its composer recurses. So depth is checked between the two:
 * a composer that runs out of stack may abort the process inside the regular expression engine.
 */
export function composeDocuments(text: string, bounds: Bounds): ComposedText {
  const known = Error.stackTraceLimit;
  // Every fault of a text is an error of the package, and most of its cost is a stack that nobody reads.
  Error.stackTraceLimit = 0;
  try {
    return composed(text, bounds);
  } finally {
    Error.stackTraceLimit = known;
  }
}

function composed(text: string, bounds: Bounds): ComposedText {
  const tokens = new TokenReader(text, bounds);
  const documents = [...composer().compose(tokens.read(), true, text.length)];
  const { tooDeepAt, isTooMuch, unclosedQuoteAt, unclosedBracketAt } = tokens;
  return { documents, tooDeepAt, isTooMuch, unclosedQuoteAt, unclosedBracketAt };
}

/** Always YAML 1.2, even if a %YAML directive asks for another: `yes` stays a word. Duplicate keys are found later, faster. */
function composer(): Composer {
  return new Composer({ uniqueKeys: false, prettyErrors: false, schema: "core", merge: false });
}

/** Feeds the composer token by token and stops where the text nests too deep. */
class TokenReader {
  tooDeepAt: number | undefined;
  isTooMuch = false;
  unclosedQuoteAt: number | undefined;
  unclosedBracketAt: number | undefined;
  readonly #text: string;
  readonly #bounds: Bounds;

  constructor(text: string, bounds: Bounds) {
    this.#text = text;
    this.#bounds = bounds;
  }

  *read(): Generator<CST.Token, void> {
    const parser = new Parser();
    let previous = "";
    let count = 0;
    let faults = 0;
    for (const lexeme of new Lexer().lex(this.#text)) {
      if (this.unclosedQuoteAt === undefined && isUnclosedQuote(lexeme, previous))
        this.unclosedQuoteAt = parser.offset;
      if (lexeme === FLOW_ERROR_END) this.unclosedBracketAt ??= openBracket(parser.stack);
      for (const token of parser.next(lexeme)) {
        if (token.type === "error" && ++faults > MOST_FAULTS) continue;
        yield token;
      }
      if (parser.stack.length > this.#bounds.depth + DEPTH_OVERHEAD) {
        this.tooDeepAt = Math.max(0, parser.offset - lexeme.length);
        return;
      }
      if (++count > this.#bounds.tokens) {
        this.isTooMuch = true;
        return;
      }
      previous = lexeme;
    }
    this.unclosedBracketAt ??= openBracket(parser.stack);
    yield* parser.end();
  }
}

/** The lexer's mark for a line that ends all brackets because it is not indented far enough. */
const FLOW_ERROR_END = "\u0018";

function openBracket(stack: readonly CST.Token[]): number | undefined {
  const open = stack.filter((token) => token.type === "flow-collection").at(-1);
  return open?.start.offset;
}

/** A quoted scalar is one lexeme; the lexer announces plain and block scalars by a marker of their own. */
function isUnclosedQuote(lexeme: string, previous: string): boolean {
  const quote = lexeme.charAt(0);
  if ((quote !== '"' && quote !== "'") || previous === "\u001f") return false;
  return lexeme.length === 1 || !lexeme.endsWith(quote);
}
