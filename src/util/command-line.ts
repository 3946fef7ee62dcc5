import { shellWord } from "./shell-word.ts";

/**
 * A command for a person to copy: commandLine`ls -l ${path}`. Contexts, paths, URLs and names come from files and clusters, and
 * a copied command must do what it says and nothing else. So each inserted text is one word of a POSIX shell, or a part of one
 * (`name=${value}`), quoted where necessary. A list becomes one word per item; an empty list becomes nothing, and the space
 * before it goes.
 *
 * The trap: an insertion must not be inside quotes of the text, because its own quotes would end them.
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
