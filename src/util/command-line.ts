import { shellWord } from "./shell-word.ts";

/**
 * A command for a person to copy, each word quoted as a POSIX shell needs it: names come from files and clusters, and what is
 * copied must do what it says and nothing else. Words that are undefined are left out.
 *
 * The trap: every argument is one word, so `commandLine("ls -l", path)` names a program `ls -l`.
 */
export function commandLine(...words: readonly (string | undefined)[]): string {
  return words
    .filter((word) => word !== undefined)
    .map((word) => shellWord(word))
    .join(" ");
}
