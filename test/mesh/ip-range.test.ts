import { isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contains, coverFamily, ipRange, overlap } from "../../src/mesh/ip-range.ts";

const cidr = fc.oneof(
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
  fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })),
);
const range = cidr.map(([address, length]) => {
  const found = ipRange(`${address}/${String(length)}`);
  if (found === undefined) throw new Error(`${address}/${String(length)} is no range`);
  return found;
});

describe("a range of addresses", () => {
  test("is read from addresses and CIDRs, and written in its usual form", () => {
    const texts = [
      "10.1.2.3/8",
      "10.1.2.3",
      "::/0",
      "2001:db8::7/32",
      "::ffff:10.1.2.3/104",
      "1::1:0:0:1",
    ];
    expect(texts.map((text) => ipRange(text)?.text)).toEqual([
      "10.0.0.0/8",
      "10.1.2.3/32",
      "::/0",
      "2001:db8::/32",
      "10.0.0.0/8",
      "1::1:0:0:1/128",
    ]);
  });

  test("is nothing else", () => {
    for (const text of [
      "",
      "10.0.0.0/33",
      "::/129",
      "10.0.0",
      "a/8",
      "10.0.0.0/",
      "fe80::1%eth0",
      "1.2.3.4/-1",
    ])
      expect(ipRange(text)).toBeUndefined();
  });

  test("law: its usual form is the same range, and a legal address", () => {
    fc.assert(
      fc.property(range, (one) => {
        expect(isIP(one.text.split("/")[0] ?? "")).not.toBe(0);
        expect(ipRange(one.text)).toEqual(one);
      }),
    );
  });

  test("law: two ranges of CIDRs overlap exactly when one contains the other", () => {
    fc.assert(
      fc.property(range, range, (a, b) => {
        expect(overlap(a, b)).toBe(contains(a, b) || contains(b, a));
        expect(overlap(a, b)).toBe(overlap(b, a));
        expect(contains(a, a)).toBe(true);
      }),
    );
  });

  test("law: ranges that a family was split into are all of it, in any order, and not without one of them", () => {
    const pieces = fc.constantFrom("0.0.0.0/0", "::/0").chain((whole) =>
      fc
        .array(fc.nat(), { maxLength: 12 })
        .map((cuts) => cuts.reduce(split, [whole]))
        .chain((all) => fc.shuffledSubarray([...all], { minLength: all.length })),
    );
    fc.assert(
      fc.property(pieces, fc.array(range, { maxLength: 3 }), fc.nat(), (all, others, gap) => {
        const ranges = all.map((text) => ipRange(text)).filter((one) => one !== undefined);
        expect(coverFamily([...others, ...ranges])).toBe(true);
        expect(coverFamily(ranges.filter((_, index) => index !== gap % all.length))).toBe(false);
      }),
    );
    expect(coverFamily([])).toBe(false);
  });
});

/** The ranges with one of them in two halves. */
function split(all: readonly string[], at: number): readonly string[] {
  const [address = "", length = ""] = (all[at % all.length] ?? "").split("/");
  const range = ipRange(`${address}/${length}`);
  if (range === undefined) throw new Error(`${address}/${length} is no range`);
  const half = Number(length) + 1;
  const low = `${address}/${String(half)}`;
  const next = (ipRange(low)?.last ?? 0n) + 1n;
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((next >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  const octets = [24n, 16n, 8n, 0n].map((shift) => String((next >> shift) & 255n));
  const high = range.family === 4 ? octets.join(".") : groups.join(":");
  return [...all.filter((_, index) => index !== at % all.length), low, `${high}/${String(half)}`];
}
