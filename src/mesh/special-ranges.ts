import { contains, ipRange, type IpRange } from "./ip-range.ts";

export type RangeUse = "nowhere" | "documentation" | "private" | "public";

/** Ranges with a use of their own: https://www.iana.org/assignments/iana-ipv4-special-registry/ and its IPv6 sister. */
const RANGES: readonly (readonly [RangeUse, string, string])[] = [
  ["nowhere", "0.0.0.0/8", "stands for no address"],
  ["nowhere", "127.0.0.0/8", "is the caller's own machine"],
  ["nowhere", "169.254.0.0/16", "is valid on one link only"],
  ["nowhere", "224.0.0.0/4", "is a multicast address"],
  ["nowhere", "240.0.0.0/4", "is reserved"],
  ["nowhere", "::/128", "stands for no address"],
  ["nowhere", "::1/128", "is the caller's own machine"],
  ["nowhere", "fe80::/10", "is valid on one link only"],
  ["nowhere", "ff00::/8", "is a multicast address"],
  ["documentation", "192.0.2.0/24", "is for documentation"],
  ["documentation", "198.51.100.0/24", "is for documentation"],
  ["documentation", "203.0.113.0/24", "is for documentation"],
  ["documentation", "2001:db8::/32", "is for documentation"],
  ["documentation", "3fff::/20", "is for documentation"],
  ["private", "10.0.0.0/8", "is private"],
  ["private", "172.16.0.0/12", "is private"],
  ["private", "192.168.0.0/16", "is private"],
  ["private", "100.64.0.0/10", "is private"],
  ["private", "fc00::/7", "is private"],
];

interface Special {
  readonly range: IpRange;
  readonly use: RangeUse;
  readonly why: string;
}

/** Made when the first address is looked at: most meshes have none. */
let special: readonly Special[] | undefined;

/** What the addresses of a range are for; `why` completes "it …". A range of several uses is public. */
export function useOf(range: IpRange): { readonly use: RangeUse; readonly why: string } {
  special ??= RANGES.flatMap(([use, text, why]) => {
    const found = ipRange(text);
    return found === undefined ? [] : [{ range: found, use, why }];
  });
  return special.find((one) => contains(one.range, range)) ?? { use: "public", why: "is public" };
}
