import { contains, ipRange, type IpRange } from "./ip-range.ts";

type RangeUse = "nowhere" | "documentation" | "private" | "public";

/** Ranges with a special use: https://www.iana.org/assignments/iana-ipv4-special-registry/ and its IPv6 counterpart. */
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

/**
 * Ranges whose IPv6 addresses stand for an IPv4 one, and how many bits that one is from the end: IPv4-compatible, translated
 * (RFC 7915), NAT64 (RFC 6052) and the range for local use (RFC 8215, from which translators use a /96 of any middle), 6to4
 * (RFC 3056), Teredo, which has the client's address with every bit inverted (RFC 4380). They arrive where the IPv4 one does.
 * IPv4-mapped ones are IPv4 to `ipRange`.
 */
const EMBEDDED: readonly (readonly [prefix: string, shift: bigint, isTurned?: true])[] = [
  ["::/96", 0n],
  ["::ffff:0:0:0/96", 0n],
  ["64:ff9b::/96", 0n],
  ["64:ff9b:1::/48", 0n],
  ["2002::/16", 80n],
  ["2001::/32", 0n, true],
];

/** ISATAP (RFC 5214): below any prefix, `0:5efe` or `200:5efe` before the IPv4 address. */
const ISATAP: ReadonlySet<bigint> = new Set([0x0000_5efen, 0x0200_5efen]);
const LOW = 0xffff_ffffn;

interface Special {
  readonly range: IpRange;
  readonly use: RangeUse;
  readonly why: string;
}

interface Use {
  readonly use: RangeUse;
  /** Completes "it …". */
  readonly why: string;
}

/** Made when the first address is looked at: most meshes have none. */
let special: readonly Special[] | undefined;

/** The use of a range's addresses. A range with several uses is public. */
export function useOf(range: IpRange): Use {
  special ??= RANGES.flatMap(([use, text, why]) => {
    const found = ipRange(text);
    return found === undefined ? [] : [{ range: found, use, why }];
  });
  const found = special.find((one) => contains(one.range, range));
  if (found !== undefined) return found;
  const inner = embeddedIn(range);
  return inner === undefined ? { use: "public", why: "is public" } : useOf(inner);
}

/** The use of an address or a name, as somebody wrote it. */
export function useOfHost(host: string): Use {
  const range = ipRange(host);
  if (range !== undefined) return useOf(range);
  return OWN_MACHINE.test(host)
    ? { use: "nowhere", why: "is the caller's own machine" }
    : { use: "public", why: "is public" };
}

/** Includes the names that distributions write into /etc/hosts. */
const OWN_MACHINE = /(^|\.)((ip6-)?localhost[46]?|ip6-loopback)(\.localdomain[46]?)?\.?$/i;

function embeddedIn(range: IpRange): IpRange | undefined {
  const found = EMBEDDED.find(([text]) => {
    const prefix = ipRange(text);
    return prefix !== undefined && contains(prefix, range);
  });
  if (found === undefined && !isIsatap(range)) return undefined;
  const [, shift, isTurned] = found ?? ["", 0n];
  const [first, last] = [(range.first >> shift) & LOW, (range.last >> shift) & LOW];
  const ends = isTurned === true ? { first: LOW - last, last: LOW - first } : { first, last };
  return { family: 4, ...ends, text: range.text };
}

function isIsatap({ family, first, last }: IpRange): boolean {
  return family === 6 && first >> 32n === last >> 32n && ISATAP.has((first >> 32n) & LOW);
}
