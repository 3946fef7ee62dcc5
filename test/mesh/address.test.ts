import { isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressKind, isCidr } from "../../src/mesh/address.ts";
import { ipVersion } from "../../src/util/ip-version.ts";

/** Addresses, what nearly is one, and texts of the same characters. */
const texts = fc.oneof(
  fc.ipV4(),
  fc.ipV4Extended(),
  fc.ipV6(),
  fc.stringMatching(/^[0-9a-fA-F:.]{1,20}$/),
  fc.stringMatching(/^(\d{1,3}\.){2,4}\d{0,3}$/),
  fc.stringMatching(/^([0-9a-f]{0,5}:){1,8}([0-9a-f]{0,4}|(\d{1,3}\.){3}\d{1,3})$/),
  fc.stringMatching(/^::[\t\n\r /@?#[\]%\\]?[0-9a-f]*\n?$/),
  fc.string({ maxLength: 8 }),
);

describe("an IP address", () => {
  test("is what Node takes for one, save for zones", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const known = text.includes("%") ? 0 : isIP(text);
        expect([text, ipVersion(text) ?? 0]).toEqual([text, known]);
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    ["192.0.2.1", "ip"],
    ["2001:db8::1", "ip"],
    ["::ffff:192.0.2.1", "ip"],
    ["192.0.2.01", "other"],
    ["fe80::1%eth0", "other"],
    ["[2001:db8::1]", "other"],
    ["east.example.com", "host"],
    ["localhost", "other"],
  ])("%s is: %s", (text, kind) => {
    expect(addressKind(text)).toBe(kind);
  });
});

test.each([
  ["10.0.0.0/8", true],
  ["2001:db8::/32", true],
  ["10.0.0.0/33", false],
  ["2001:db8::/129", false],
  ["10.0.0.0", false],
  ["10.0.0.0/08", false],
])("%s is an address range: %s", (text, expected) => {
  expect(isCidr(text)).toBe(expected);
});
