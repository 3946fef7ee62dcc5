import { displayWidth } from "./display-width.ts";
import { wrap } from "./wrap.ts";

/**
 * A command at the beginning of a sentence, or behind a colon, a semicolon or a small word, up to what ends it: a semicolon
 * outside of quotes, another command, or the end. Its second word tells it from a sentence about the program.
 */
const COMMAND =
  /(?<=^|[:;,] |\b(?:or|then|and) )(?:kubectl (?=-|[a-z]+ )|meshplan (?=plan|apply|show|explain|unlock|render|rbac|graph|images|sandbox|schema|validate))(?:'[^']*'|(?!; |,? (?:or|then|and) )[^'`;])+/g;

/**
 * The next step of a problem, in lines of `width`. If it does not fit one line, each command in it gets a line of its own
 * and is never broken, however long it is: a command copied from two lines is two commands.
 */
export function wrapHelp(text: string, width: number): readonly string[] {
  if (displayWidth(text) <= width) return [text];
  const lines: string[] = [];
  let from = 0;
  const prose = (part: string): void => {
    const said = part.replace(/^[;,.]? /, "").trim();
    if (/[^;,.]/.test(said)) lines.push(...wrap(said.replace(/;$/, ""), width));
  };
  for (const { 0: command, index } of text.matchAll(COMMAND)) {
    prose(text.slice(from, index));
    lines.push(command.trim());
    from = index + command.length;
  }
  prose(text.slice(from));
  return lines;
}
