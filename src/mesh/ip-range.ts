import { ipVersion } from "../util/ip-version.ts";

/** Addresses from `first` to `last`, both included. */
export interface IpRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
  /** The range in its usual form: `10.0.0.0/8` of `10.1.2.3/8`. */
  readonly text: string;
}

const BITS = { 4: 32, 6: 128 } as const;
/** `::ffff:0:0`: IPv4 addresses written as IPv6. */
const MAPPED = 0xffffn << 32n;

/** The range of an address or of a CIDR; undefined for anything else. An IPv4 address written as IPv6 counts as IPv4. */
export function ipRange(text: string): IpRange | undefined {
  const slash = text.indexOf("/");
  const address = slash < 0 ? text : text.slice(0, slash);
  const family = ipVersion(address);
  if (family === undefined) return undefined;
  const suffix = slash < 0 ? String(BITS[family]) : text.slice(slash + 1);
  const length = /^\d{1,3}$/.test(suffix) ? Number(suffix) : Infinity;
  if (length > BITS[family]) return undefined;
  const number = family === 4 ? numberOf4(address) : numberOf6(address);
  if (family === 6 && length >= 96 && number >> 32n === MAPPED >> 32n)
    return rangeOf(4, number - MAPPED, length - 96);
  return rangeOf(family, number, length);
}

/** Whether two ranges have an address in common. */
export function overlap(a: IpRange, b: IpRange): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** Whether every address of `inner` is in `outer`. */
export function contains(outer: IpRange, inner: IpRange): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** Whether some ranges together cover every address of a family: `0.0.0.0/1` and `128.0.0.0/1` do, as `0.0.0.0/0` does. */
export function coverFamily(ranges: readonly IpRange[]): boolean {
  return ([4, 6] as const).some((family) => {
    const own = ranges.filter((range) => range.family === family);
    const sorted = own.sort((a, b) => (a.first < b.first ? -1 : 1));
    const next = sorted.reduce(
      (free, { first, last }) => (first <= free && last >= free ? last + 1n : free),
      0n,
    );
    return next === 1n << BigInt(BITS[family]);
  });
}

function rangeOf(family: 4 | 6, number: bigint, length: number): IpRange {
  const size = 1n << BigInt(BITS[family] - length);
  const first = number - (number % size);
  const address = family === 4 ? textOf4(first) : textOf6(first);
  return { family, first, last: first + size - 1n, text: `${address}/${String(length)}` };
}

function numberOf4(address: string): bigint {
  return address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function numberOf6(address: string): bigint {
  const [head = "", tail] = address.split("::");
  const [left, right] = [groupsOf(head), groupsOf(tail ?? "")];
  const missing = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<bigint>(missing).fill(0n), ...right];
  return groups.reduce((sum, group) => sum * 65_536n + group, 0n);
}

/** The last part of an IPv6 address may be an IPv4 address. */
function groupsOf(text: string): readonly bigint[] {
  return text
    .split(":")
    .filter((part) => part !== "")
    .flatMap((part) => {
      if (!part.includes(".")) return [BigInt(`0x${part}`)];
      const number = numberOf4(part);
      return [number >> 16n, number & 0xffffn];
    });
}

function textOf4(number: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((number >> shift) & 255n)).join(".");
}

/** Without leading zeros, and with `::` for the first longest run of zero groups, as in RFC 5952. */
function textOf6(number: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((number >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  ).join(":");
  const runs = groups.match(/(?<![0-9a-f])0(:0)+(?![0-9a-f])/g) ?? [];
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), "");
  if (longest === "") return groups;
  const at = groups.search(new RegExp(`(?<![0-9a-f])${longest}(?![0-9a-f])`));
  const [before, after] = [groups.slice(0, at), groups.slice(at + longest.length)];
  return `${before.replace(/:$/, "")}::${after.replace(/^:/, "")}`;
}
