import { shellWord } from "./shell-word.ts";

/**
 * A command for a person to copy: commandLine`ls -l ${path}`. Contexts, paths, URLs and names come from files and clusters, and
 * what is copied must do what it says and nothing else: each inserted text is one word of a POSIX shell, or a part of one
 * (`name=${value}`), quoted where it has to be. A list is a word for each of its items, and nothing, without the space before
 * it, when it is empty.
 *
 * The trap: an insertion must not stand in quotes of the text, for its own quotes would end them.
 */
export function commandLine(
  text: TemplateStringsArray,
  ...inserted: readonly (string | readonly string[])[]
): string {
  return inserted.reduce<string>((line, one, index) => {
    const words = (typeof one === "string" ? [one] : one).map((word) => shellWord(word));
    const before = words.length === 0 ? line.replace(/ $/, "") : line;
    return before + words.join(" ") + (text[index + 1] ?? "");
  }, text[0] ?? "");
}
