/**
 * The words of a simple command, as a POSIX shell reads them (Shell Command Language, 2.2 and 2.3). Undefined where the text is
 * anything else than one simple command: an operator, an expansion, a comment, a pattern, or a quote without an end.
 */
export function shellWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (character === " " || character === "\t") {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === "'") {
      const end = line.indexOf("'", at + 1);
      if (end === -1) return undefined;
      word = (word ?? "") + line.slice(at + 1, end);
      at = end;
    } else if (character === "\\") {
      at += 1;
      if (at === line.length || line.charAt(at) === "\n") return undefined;
      word = (word ?? "") + line.charAt(at);
    } else if (/[\n"`$;&|<>(){}*?[\]#~!^]/.test(character)) {
      return undefined;
    } else word = (word ?? "") + character;
  }
  return word === undefined ? words : [...words, word];
}
