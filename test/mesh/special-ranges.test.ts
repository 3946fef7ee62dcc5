import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ipRange } from "../../src/mesh/ip-range.ts";
import { useOf, useOfHost } from "../../src/mesh/special-ranges.ts";
import { addressValue } from "../../src/planner/address-value.ts";

/** An IPv4 address in the ways in which IPv6 can say it. */
const SPELLINGS: readonly ((parts: readonly number[]) => string)[] = [
  (parts) => `::ffff:${parts.join(".")}`,
  (parts) => `::ffff:${hex(parts)}`,
  (parts) => `::ffff:0:${parts.join(".")}`,
  (parts) => `64:ff9b::${parts.join(".")}`,
  (parts) => `64:FF9B:0:0:0:0:${hex(parts)}`,
  (parts) => `64:ff9b:1::${hex(parts)}`,
  (parts) => `64:ff9b:1:7:8:9:${parts.join(".")}`,
  (parts) => `2001:0:4136:e378:8000:63bf:${hex(parts.map((part) => 255 - part))}`,
  (parts) => `2606:4700::5efe:${parts.join(".")}`,
  (parts) => `2606:4700:0:1:200:5efe:${hex(parts)}`,
  (parts) => `2002:${hex(parts)}::`,
  (parts) => `2002:${hex(parts)}:1:2:3:4:5`,
];

function hex([a = 0, b = 0, c = 0, d = 0]: readonly number[]): string {
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

const byte = fc.nat(255);
const address = fc.oneof(
  fc.tuple(byte, byte, byte, byte),
  fc.tuple(fc.constantFrom(0, 10, 127, 224, 255), byte, byte, byte),
  fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
);

describe("what an address is for", () => {
  test("law: it is the same however IPv6 spells an IPv4 address", () => {
    fc.assert(
      fc.property(address, fc.constantFrom(...SPELLINGS), (parts, spelling) => {
        const plain = parts.join(".");
        expect(useOfHost(spelling(parts))).toEqual(useOfHost(plain));
        expect(addressValue(spelling(parts)).problem).toBe(addressValue(plain).problem);
      }),
    );
  });

  test("is told of the IPv4-compatible form, too, but of ::1 and ::", () => {
    expect(useOfHost("::127.0.0.1").why).toBe("is the caller's own machine");
    expect(useOfHost("::1").why).toBe("is the caller's own machine");
    expect(useOfHost("::").why).toBe("stands for no address");
    expect(useOfHost("::10.0.0.7").use).toBe("private");
  });

  test("is public of a range that has other uses, too", () => {
    const use = (text: string): string | undefined => {
      const range = ipRange(text);
      return range === undefined ? undefined : useOf(range).use;
    };
    expect(use("64:ff9b::7f00:0/104")).toBe("nowhere");
    expect(use("64:ff9b::/96")).toBe("public");
    expect(use("2002:7f00::/24")).toBe("nowhere");
    expect(use("2002::/15")).toBe("public");
    expect(use("64:ff9b:1::/48")).toBe("public");
    expect(use("2001::/32")).toBe("public");
    expect(use("2001::80ff:0/112")).toBe("nowhere");
  });
});
