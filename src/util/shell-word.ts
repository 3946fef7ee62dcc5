/** A text as one word of a POSIX shell, quoted only where necessary. */
export function shellWord(text: string): string {
  return /^[\w./:@=,-]+$/.test(text) ? text : quotedWord(text);
}

/** A text as one word of a POSIX shell, always quoted. */
export function quotedWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
