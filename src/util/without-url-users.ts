/**
 * The text with every URL in it without its user information (RFC 3986, 3.2.1): `https://user:password@host` becomes
 * `https://host`, and `user:password@registry.example/folder`, as images are named, what follows the at sign. For everything that is
 * printed, and for a URL alone.
 */
export function withoutUrlUsers(text: string): string {
  return text.replace(USERS, "$1").replace(REGISTRY_USERS, "$1");
}

const USERS = /([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'`<>\\]*@/gi;

/** A digest (`image:tag@sha256:…`) has neither a dot nor a port behind its sign, and a name such as `oidc:me@example.com` no folder. */
const REGISTRY_USERS =
  /(^|[\s"'`<>(=])[^\s/?#"'`<>\\:@(=]+:[^\s/?#"'`<>\\]+@(?=(?:[a-z0-9-]+(?:\.[a-z0-9-]+)+|[a-z0-9-]+(?=:))(?::\d{1,5})?\/)/gi;
