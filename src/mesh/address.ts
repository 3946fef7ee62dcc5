import { ipVersion } from "../util/ip-version.ts";
import { isUrl } from "../util/is-url.ts";

/** The kind of a gateway address: one IP address, a host name, or neither. */
export function addressKind(text: string): "ip" | "host" | "other" {
  if (ipVersion(text) !== undefined) return "ip";
  const labels = text.replace(/\.$/, "").split(".");
  const isHost =
    labels.length > 1 &&
    text.length <= 253 &&
    labels.every((label) => /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label)) &&
    /[A-Za-z]/.test(labels.at(-1) ?? "");
  return isHost ? "host" : "other";
}

/** Whether a text is an address range in CIDR form, IPv4 or IPv6. */
export function isCidr(text: string): boolean {
  const match = /^([^/%]+)\/(0|[1-9]\d{0,2})$/.exec(text);
  if (match === null) return false;
  const version = ipVersion(match[1] ?? "");
  return version !== undefined && Number(match[2]) <= (version === 4 ? 32 : 128);
}

/**
 * The URL of an API server in the form that other clusters may use: https, a host, perhaps a port, and the path at which a
 * gateway in front of it serves it (`https://rancher.example.com/k8s/clusters/c-abc`), nothing else.
 */
export function apiServerUrl(text: string): URL | undefined {
  const [, origin = "", path = ""] = /^([a-z]+:\/\/[^/]*)(.*)$/.exec(text) ?? [];
  return SERVED_UNDER.test(path) && hostUrl(origin, ["https"]) !== undefined
    ? new URL(text)
    : undefined;
}

/** Segments of letters that stand for themselves: empty segments and dots would lead elsewhere than they say. */
const SERVED_UNDER = /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+)*\/?$/;

/**
 * Whether the operator's kubeconfig may name an API server like this: every URL that `apiServerUrl` takes, and other paths and
 * spellings of a host. It has no user, no query, and nothing that would end a URL inside a text.
 */
export function isServerUrl(text: string): boolean {
  return (
    /^https:\/\/[^\s\p{C}"'<>\\^`{|}?#@]+$/u.test(text) &&
    isUrl(text) &&
    isServerName(new URL(text).hostname.replace(/^\[|\]$|\.$/g, ""))
  );
}

/** The URL of a proxy, in the schemes that istiod's client takes: a host, perhaps a port, nothing else. */
export function proxyServerUrl(text: string): URL | undefined {
  return hostUrl(text, ["http", "https", "socks5"]);
}

/** Whether a certificate may be for this name: a DNS name, even of one label, or an IP address. */
export function isServerName(text: string): boolean {
  const isName = text
    .split(".")
    .every((label) => /^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/.test(label));
  return text.length <= 253 && (isName || ipVersion(text) !== undefined);
}

/** A host must match its grammar as written: `URL` lets quotes and braces through, which mean something else elsewhere. */
function hostUrl(text: string, schemes: readonly string[]): URL | undefined {
  const [, scheme = "", written = ""] = PARTS.exec(text) ?? [];
  if (!schemes.includes(scheme) || !isUrl(text)) return undefined;
  const host = written.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  const url = new URL(text);
  return isServerName(host) && url.port !== "0" ? url : undefined;
}

const PARTS = /^([a-z0-9]+):\/\/(\[[^\]]*\]|[^:/[\]]*)(?::\d+)?\/?$/;
