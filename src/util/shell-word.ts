/** A text as one word of a POSIX shell, quoted only where it has to be. */
export function shellWord(text: string): string {
  return /^[\w./:@=,-]+$/.test(text) ? text : quotedWord(text);
}

/** The same, quoted always. */
export function quotedWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
