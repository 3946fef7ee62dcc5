import { escapedHtml } from "../html-escape.ts";

/**
 * The escape of Markdown for foreign text. It holds on GitHub and GitLab, whose comments give more meanings to text than CommonMark:
 * `@name` tells a person, `#1` and a hash make links, a line that begins with `/` is an order to GitLab. None of this, and no
 * HTML, works inside code, so whatever is not a plain word becomes code.
 *
 * The trap: a backslash is no escape for these. They are looked for in the rendered text, where the backslash is gone.
 */

/** The beginning of a text, by characters: columns do not bound it, because marks over a letter take none. */
export function shortened(text: string, most: number): string {
  const characters = Array.from(text.slice(0, most * 2 + 2));
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

/** Foreign text as one span of code. */
export function code(text: string): string {
  if (text === "") return "(empty)";
  const fence = "`".repeat(longestRun(text) + 1);
  // CommonMark takes one space off both ends, so that code may begin and end with a backtick.
  const pad = /^`|`$|^ .* $/s.test(text) ? " " : "";
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** The same in a cell of a table, where a bar ends the cell in code too, and a backslash before it is not told apart. */
export function cellCode(text: string): string {
  return code(text.replaceAll("|", "¦"));
}

/** The same in an element of ours, where HTML is read and Markdown is not. */
export function htmlCode(text: string): string {
  return `<code>${escapedHtml(text)}</code>`;
}

/**
 * A sentence with foreign text in it, as text: words stay words, and all between them, such as names, addresses and paths, becomes
 * code. May stand at the start of a line, and contains no line break of Markdown.
 */
export function prose(sentence: string): string {
  const out: string[] = [];
  let odd: string[] = [];
  const close = (): void => {
    if (odd.length > 0) out.push(oddText(odd.join(" ")));
    odd = [];
  };
  for (const word of sentence.split(" ")) {
    if (!isPlain(word)) {
      odd.push(word);
      continue;
    }
    close();
    if (word !== "") out.push(word);
  }
  close();
  return out.join(" ");
}

/** Letters alone, or a small number. A long word of hexadecimal digits could be a commit, and is no word. */
function isPlain(word: string): boolean {
  if (/^[0-9a-f]{7,}/i.test(word)) return false;
  return /^\(?[\p{L}\p{M}]+(?:[-'’][\p{L}\p{M}]+)*[,;:.)]*$|^\d{1,5}$|^$/u.test(word);
}

/** Brackets and punctuation around a name are the sentence's. */
function oddText(text: string): string {
  const [, before = "", inner = "", after = ""] = /^(\(*)(.*?)([,;:.)]*)$/su.exec(text) ?? [];
  return inner === "" ? code(text) : `${before}${code(inner)}${after}`;
}

/**
 * Lines as a block of code. Each has to begin with a character of ours: then none of them is an order to GitLab, whose reader
 * of orders knows fewer fences than its renderer.
 */
export function fenced(language: string, lines: readonly string[]): readonly string[] {
  const fence = "`".repeat(Math.max(3, 1 + Math.max(0, ...lines.map(longestRun))));
  return [`${fence}${language}`, ...lines, fence];
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
