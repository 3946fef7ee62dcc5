/**
 * The text with every URL in it without its user information (RFC 3986, 3.2.1): `https://user:password@host` becomes
 * `https://host`. For everything that is printed, and for a URL alone.
 */
export function withoutUrlUsers(text: string): string {
  return text.replace(USERS, "$1");
}

const USERS = /([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'`<>\\]*@/gi;
