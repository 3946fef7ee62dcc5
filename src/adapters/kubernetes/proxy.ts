import { BlockList, isIP } from "node:net";
import { withoutUrlUsers } from "../../util/without-url-users.ts";
import { isUrl } from "../../util/is-url.ts";

/** The proxy on the way to an API server. */
export interface Proxy {
  readonly url: URL;
  /** Where it stands: `HTTPS_PROXY`, or `proxy-url of cluster c1`. */
  readonly from: string;
}

type Env = { readonly [name: string]: string | undefined };

/**
 * The proxy that the environment has for a server, as kubectl and every Go program find it: HTTPS_PROXY or https_proxy, unless
 * NO_PROXY or no_proxy takes the host out; never for this machine itself. A value without a scheme is of http.
 * Source: golang.org/x/net, http/httpproxy/proxy.go.
 */
export function proxyFromEnvironment(server: string, env: Env): Proxy | undefined {
  const from = ["HTTPS_PROXY", "https_proxy"].find((name) => (env[name] ?? "") !== "");
  if (from === undefined || isExcepted(new URL(server), noProxy(env))) return undefined;
  const value = env[from] ?? "";
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  return isUrl(text) ? { url: new URL(text), from } : undefined;
}

/**
 * What the environment says of proxies, for people: `HTTPS_PROXY http://proxy:3128, but for NO_PROXY .corp`. Undefined where it says
 * none; `unused`: what stands there is no URL, and nothing uses it.
 */
export function proxySetting(
  env: Env,
): { readonly text: string; readonly unused?: true } | undefined {
  const from = ["HTTPS_PROXY", "https_proxy"].find((name) => (env[name] ?? "") !== "");
  if (from === undefined) return undefined;
  const proxy = proxyFromEnvironment("https://meshplan.invalid", { [from]: env[from] });
  if (proxy === undefined) return { text: `${from} is no URL`, unused: true };
  const except = noProxy(env).join(",");
  const { href } = proxy.url;
  const text = `${from} ${withoutUrlUsers(href).replace(/\/$/, "")}`;
  return { text: except === "" ? text : `${text}, but for NO_PROXY ${except}` };
}

/** For people: without who logs in. */
export function proxyText({ url, from }: Proxy): string {
  return `the proxy ${withoutUrlUsers(url.href).replace(/\/$/, "")} of ${from}`;
}

/**
 * What the user of a URL logs in with, as the value of Authorization or Proxy-Authorization; undefined where there is none. Throws
 * URIError where it is not percent-encoded.
 */
export function loginIn({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  const pair = [username, password].map(decodeURIComponent).join(":");
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

function noProxy(env: Env): readonly string[] {
  const value = ["NO_PROXY", "no_proxy"].map((name) => env[name] ?? "").find((one) => one !== "");
  return (value ?? "")
    .split(",")
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one !== "");
}

function isExcepted(server: URL, exceptions: readonly string[]): boolean {
  const host = server.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (host === "localhost" || isIn(host, "127.0.0.0", 8) || isIn(host, "::1", 128)) return true;
  const port = server.port === "" ? "443" : server.port;
  return exceptions.some((one) => one === "*" || covers(one, host, port));
}

function covers(exception: string, host: string, port: string): boolean {
  const [network = "", length] = exception.split("/");
  if (length !== undefined) return isIn(host, network, Number(length));
  const [, bracketed, plain, wanted] = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(exception) ?? [];
  const name = bracketed ?? plain ?? exception;
  if (wanted !== undefined && wanted !== port) return false;
  if (isIP(name) !== 0) return isIn(host, name, isIP(name) === 4 ? 32 : 128);
  const domain = name.replace(/^\*\./, ".");
  return domain.startsWith(".")
    ? host.endsWith(domain)
    : host === domain || host.endsWith(`.${domain}`);
}

/** Whatever is no network takes nothing out. */
function isIn(host: string, network: string, length: number): boolean {
  const most = isIP(network) === 4 ? 32 : 128;
  if (isIP(network) === 0 || isIP(host) === 0 || !(length >= 0 && length <= most)) return false;
  const range = new BlockList();
  range.addSubnet(network, length, familyOf(network));
  return range.check(host, familyOf(host));
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}
