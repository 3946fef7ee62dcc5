import { isUrl } from "./is-url.ts";

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/**
 * Like `net.isIP`, but 6 only for addresses without a zone, and without node:net: loading that module takes longer than
 * checking a mesh file.
 */
export function ipVersion(text: string): 4 | 6 | undefined {
  if (IPV4.test(text)) return 4;
  return /^[\da-f:.]+$/i.test(text) && isUrl(`http://[${text}]`) ? 6 : undefined;
}
