/**
 * What keeps a text from being sent in a header, as words for an error: `has a line break`. Undefined where nothing does. The text
 * itself is never quoted: it may be a credential. Source: RFC 9110, 5.5.
 */
export function headerFault(text: string): string | undefined {
  if (/[\r\n]/.test(text)) return "has a line break";
  // eslint has a rule against writing these as a class.
  return Buffer.from(text).some(isControl) ? "has a control character" : undefined;
}

/** The same for a bearer token, which is of ASCII. Source: RFC 6750, 2.1. */
export function tokenFault(token: string): string | undefined {
  const isAscii = Buffer.from(token).every((byte) => byte <= TILDE);
  return headerFault(token) ?? (isAscii ? undefined : "has a letter that is not of ASCII");
}

/**
 * The text as Node has to be given it, so that its bytes are those of UTF-8, as with kubectl: Node writes one byte for each letter
 * of Latin-1, another name for an API server, and refuses all others.
 */
export function headerBytes(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

const [TAB, SPACE, TILDE, DELETE] = [0x09, 0x20, 0x7e, 0x7f];

function isControl(byte: number): boolean {
  return (byte < SPACE && byte !== TAB) || byte === DELETE;
}
