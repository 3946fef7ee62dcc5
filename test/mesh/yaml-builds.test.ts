import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import * as forNode from "yaml";

const CHECKOUT = fileURLToPath(new URL("../../", import.meta.url));
const MODULES = join(CHECKOUT, "node_modules/yaml/browser/dist/index.js");
const bundled = (await import(pathToFileURL(MODULES).href)) as typeof forNode;

/** All that meshplan takes from the package: what the composer makes of a text, with places, and what a parse is worth. */
function readBy({ Composer, Lexer, Parser, parseAllDocuments }: typeof forNode, text: string) {
  const parser = new Parser();
  const tokens = [...new Lexer().lex(text)].flatMap((lexeme) => [...parser.next(lexeme)]);
  tokens.push(...parser.end());
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, schema: "core" });
  const documents = [...composer.compose(tokens, true, text.length)];
  const read = documents.map(({ contents, errors, range }) => ({ contents, errors, range }));
  const parsed = parseAllDocuments(text, { logLevel: "error" });
  return [
    attempt(() => JSON.stringify(read)),
    ...parsed.map((document) => attempt(() => JSON.stringify(document.toJS()))),
  ];
}

function attempt(make: () => string): string {
  try {
    return make();
  } catch (error) {
    return String(error);
  }
}

const FILES = ["examples", "test/mesh/bad"].flatMap((folder) =>
  readdirSync(join(CHECKOUT, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".yaml"))
    .map((path) => readFileSync(join(CHECKOUT, folder, path), "utf8"))
    // One build makes a Buffer of it, the other a Uint8Array; meshplan refuses the tag.
    .map((text) => text.replaceAll("!!binary", "!!str")),
);
const scraps = fc.constantFrom(
  ...[
    "a",
    "1",
    "0x1f",
    "~",
    "yes",
    "é",
    ": ",
    "- ",
    "? ",
    ", ",
    "[",
    "]",
    "{",
    "}",
    "'",
    '"',
    "\\n",
  ],
  ...["\n", "\n  ", "\n    ", "|\n", ">-\n", "--- ", "...", "%YAML 1.1\n", " #c"],
  ...["&a ", "*a", "<<: ", "!!str ", "!!set ", "!x "],
);

// The bundle takes the package's ES modules, tests and types take what Node gets.
test("both builds of the YAML package read every text alike", () => {
  for (const text of FILES) expect(readBy(bundled, text)).toEqual(readBy(forNode, text));
  fc.assert(
    fc.property(fc.array(scraps, { maxLength: 30 }), (parts) => {
      const text = parts.join("");
      expect(readBy(bundled, text)).toEqual(readBy(forNode, text));
    }),
    { numRuns: 300 },
  );
});
