import type { Printable } from "./printable-text.ts";
import { visibleText } from "./visible-text.ts";

/**
 * A sentence of ours with foreign text in it: an interpolated text becomes one line of visible text. Not for painted text,
 * whose escape codes would become visible too: see `printableLines`.
 */
export function printable(
  sentence: TemplateStringsArray,
  ...foreign: readonly (string | number)[]
): Printable {
  const parts = sentence.map((own, index) => {
    const value = foreign[index];
    return value === undefined ? own : own + visibleText(String(value));
  });
  return rechecked(parts.join(""));
}

/**
 * Lines that a writer composed, as one text, without a line feed at its end. A line feed inside a line is foreign, because a
 * writer makes lines by listing them. It becomes visible, so that no foreign text begins a line unless a writer split it.
 *
 * The trap: SGR codes are kept, because painters made them. Foreign text must be made visible before it is painted (`shown` of
 * report does it for whole views).
 */
export function printableLines(lines: readonly string[]): Printable {
  return rechecked(lines.map((line) => line.replaceAll("\n", LINE_FEED_PICTURE)).join("\n"));
}

const LINE_FEED_PICTURE = visibleText("\n");

/**
 * The last law of every sink: whatever text comes this far, only printable characters, line feeds, tabs and our painters' codes
 * leave the process. A text that obeys the law already is returned unchanged.
 */
export function rechecked(text: string): Printable {
  const visible = text.replace(ODD, (run) => (ALL_PAINT.test(run) ? run : visibleText(run)));
  if (!visible.includes("\u001b")) return withoutCommands(visible) as Printable;
  const lines = visible.split("\n").map((line) => {
    // Paint could interrupt a command, and a log viewer may remove the paint: such a line loses its paint.
    const bare = line.replace(EVERY_PAINT, "");
    const calm = withoutCommands(bare);
    return calm === bare ? line : calm;
  });
  return lines.join("\n") as Printable;
}

function withoutCommands(text: string): string {
  return text.replace(COMMAND, "## ").replace(AT_LINE_START, "$1: :");
}

/** SGR codes of `util/ansi-paint.ts`, on and off. Source: ECMA-48 8.3.117. */
const PAINT = /\u001b\[(?:1|2|22|3[1-7]|39|90)m/;
const EVERY_PAINT = new RegExp(PAINT.source, "g");
const ALL_PAINT = new RegExp(`^${PAINT.source}$`);
/** The parts to check: a code, or a run that is not plain ASCII. Outputs are megabytes of plain ASCII. */
const ODD = /\u001b(?:\[[\d;]+m)?|[^\n\t\x20-\x7e\u001b]+/g;

/**
 * `##[error]` is a command of GitHub's runner and of Azure's agent wherever it stands in a line, as are `##vso[` of Azure and
 * `##teamcity[` of TeamCity. A space ends that, and leaves the text readable. GitLab's `section_start:` needs control
 * characters.
 * Source: github.com/actions/runner src/Runner.Worker/ActionCommandManager.cs and src/Runner.Common/ActionCommand.cs.
 */
export const COMMAND = /##(?=[a-z]*\[)/gi;
/** `::error file=x::text` at the start of a line, after white space. An IPv6 address such as `::1` has no second `::`. */
const AT_LINE_START = /^([^\S\n]*)::(?=[a-z][\w-]*(?:[^\S\n][^\n]*)?::)/gim;
