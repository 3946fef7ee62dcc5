import { Composer, Lexer, Parser, type CST, type Document } from "yaml";

export { isAlias, isMap, isScalar, isSeq } from "yaml";
export type { Document, Node, Pair } from "yaml";

/** Stack entries of the parser around the innermost value: the document and the value itself. */
const DEPTH_OVERHEAD = 2;

export interface ComposedText {
  readonly documents: readonly Document.Parsed[];
  /** Where reading stopped because the text nests deeper than allowed; `documents` is then only a part. */
  readonly tooDeepAt: number | undefined;
  readonly unclosedQuoteAt: number | undefined;
}

/**
 * Reads YAML text into the documents of the YAML package; errors are in the documents. The one place that calls it.
 *
 * The package's lexer and parser keep a stack of their own, its composer recurses. So depth is checked between the two:
 * a composer that runs out of stack may abort the process inside the regular expression engine.
 */
export function composeDocuments(text: string, maxDepth: number): ComposedText {
  const tokens = new TokenReader(text, maxDepth);
  const documents = [...composer().compose(tokens.read(), true, text.length)];
  return { documents, tooDeepAt: tokens.tooDeepAt, unclosedQuoteAt: tokens.unclosedQuoteAt };
}

/** Always YAML 1.2, even where a %YAML directive asks for another: `yes` stays a word. Duplicate keys are found later, faster. */
function composer(): Composer {
  return new Composer({ uniqueKeys: false, prettyErrors: false, schema: "core", merge: false });
}

/** Feeds the composer token by token and stops where the text nests too deep. */
class TokenReader {
  tooDeepAt: number | undefined;
  unclosedQuoteAt: number | undefined;
  readonly #text: string;
  readonly #maxDepth: number;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
  }

  *read(): Generator<CST.Token, void> {
    const parser = new Parser();
    let previous = "";
    for (const lexeme of new Lexer().lex(this.#text)) {
      if (this.unclosedQuoteAt === undefined && isUnclosedQuote(lexeme, previous))
        this.unclosedQuoteAt = parser.offset;
      yield* parser.next(lexeme);
      if (parser.stack.length > this.#maxDepth + DEPTH_OVERHEAD) {
        this.tooDeepAt = Math.max(0, parser.offset - lexeme.length);
        return;
      }
      previous = lexeme;
    }
    yield* parser.end();
  }
}

/** A quoted scalar is one lexeme; the lexer announces plain and block scalars by a marker of their own. */
function isUnclosedQuote(lexeme: string, previous: string): boolean {
  const quote = lexeme.charAt(0);
  if ((quote !== '"' && quote !== "'") || previous === "\u001f") return false;
  return lexeme.length === 1 || !lexeme.endsWith(quote);
}
