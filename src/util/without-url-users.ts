/**
 * The text with every URL in it without its user information (RFC 3986, 3.2.1): `https://user:password@host` becomes
 * `https://host`, and `user:password@registry.example/folder`, as images are named, what follows the at sign; so does what was to be a URL and is
 * none, such as `user:password@host:3128`. For everything that is
 * printed, and for a URL alone.
 *
 * It takes time in proportion to the text, whatever is in it: a server chooses the words of its errors. Expressions that look for the
 * whole of a URL start anew at each letter of a long word.
 */
export function withoutUrlUsers(text: string): string {
  if (!text.includes("@")) return text;
  // Runs, and between any two of them what ends a run.
  const parts = text.split(END);
  for (let at = 0; at < parts.length; at += 2) {
    const run = parts[at] ?? "";
    if (run === "" || !run.includes("@")) continue;
    if (isAuthority(parts, at)) parts[at] = run.slice(run.lastIndexOf("@") + 1);
    else parts[at] = withoutLogin(run, parts[at - 1], parts[at + 1]);
  }
  return parts.join("");
}

const END = /([\s/?#"'`<>\\])/;

/** Behind `scheme://`. */
function isAuthority(parts: readonly string[], at: number): boolean {
  const [before = "", slash, between, second] = parts.slice(Math.max(0, at - 4), at);
  return (
    at >= 4 &&
    slash === "/" &&
    between === "" &&
    second === "/" &&
    /[a-z0-9+.-]:$/i.test(before.slice(-2))
  );
}

/**
 * A server with the user that it is asked by: `name:password@host` where a port, or a path as of a registry, stands behind the host, or a
 * slash before the user, as in a URL that somebody wrote wrongly. A digest (`image:tag@sha256:…`) is no host, and a name such as
 * `oidc:me@example.com` has neither.
 */
function withoutLogin(run: string, before: string | undefined, after: string | undefined): string {
  const sign = run.lastIndexOf("@");
  const host = run.slice(sign + 1).replace(/[,.;:)\]]+$/, "");
  if (DIGEST.test(host)) return run;
  const isServer = WITH_PORT.test(host) || before === "/" || (after === "/" && REGISTRY.test(host));
  if (!isServer) return run;
  const isBegun = before === undefined || /[\s"'`<>/]/.test(before);
  const start = loginIn(run.slice(0, sign), isBegun);
  return start === undefined ? run : run.slice(0, start) + run.slice(sign + 1);
}

const DIGEST = /^sha\d+(:|$)/i;
const WITH_PORT = /^[a-z0-9.-]+:\d{1,5}$/i;
const REGISTRY = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?|[a-z0-9-]+:\d{1,5})$/i;

/** Where `name:password` begins, of which nothing but the end is known: at the beginning, or behind `(` or `=`. */
function loginIn(text: string, isBegun: boolean): number | undefined {
  let start = isBegun ? 0 : undefined;
  for (let at = 0; at < text.length - 1; at += 1) {
    const character = text.charAt(at);
    if (character === "(" || character === "=") start = at + 1;
    else if (character === "@") start = undefined;
    else if (character === ":" && start !== undefined) {
      if (at > start) return start;
      start = undefined;
    }
  }
  return undefined;
}
