import { isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addressKind,
  apiServerUrl,
  isCidr,
  isServerName,
  proxyServerUrl,
} from "../../src/mesh/address.ts";
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

describe("what goes into a kubeconfig", () => {
  test.each([
    ["api.cluster2.example.com", true],
    ["kubernetes", true],
    ["my_host.internal", true],
    ["10.0.0.1", true],
    ["2001:db8::1", true],
    ["x\n    insecure-skip-tls-verify: true", false],
    ["*.example.com", false],
    ["a..b", false],
    ["", false],
    [`${"a.".repeat(127)}ab`, false],
  ])("%j is the name of a server: %s", (text, expected) => {
    expect(isServerName(text)).toBe(expected);
  });

  test.each([
    ["http://proxy.example.com:3128", true],
    ["https://10.0.0.1/", true],
    ["socks5://[2001:db8::1]:1080", true],
    ["socks5h://proxy:1080", false],
    ["ftp://proxy", false],
    ["http://user:password@proxy", false],
    ["http://proxy/path", false],
    ["http://proxy#x", false],
    ["http://proxy\n", false],
    ['http://a"b', false],
    ["http://a'b", false],
    ["socks5://a{b}", false],
    ["http://proxy:0", false],
  ])("%j is the URL of a proxy: %s", (text, expected) => {
    expect(proxyServerUrl(text) !== undefined).toBe(expected);
  });

  test.each([
    ["https://10.2.0.2:6443", true],
    ["https://rancher.example.com/k8s/clusters/c-m-abc12", true],
    ["https://[2001:db8::1]:6443/a/", true],
    ["https://api.example.com/", true],
    ["https://api.example.com//", false],
    ["https://api.example.com/a//b", false],
    ["https://api.example.com/a/../b", false],
    ["https://api.example.com/a/.", false],
    ["https://api.example.com/a%2fb", false],
    ["https://api.example.com/a b", false],
    ["https://api.example.com/a?b", false],
    ["https://api.example.com/a#b", false],
    ["https://user@api.example.com/a", false],
    ["http://api.example.com/a", false],
    ["https:///a", false],
  ])("%j is the URL of an API server: %s", (text, expected) => {
    expect(apiServerUrl(text) !== undefined).toBe(expected);
    if (expected) expect(new URL(text).href.replace(/\/$/, "")).toBe(text.replace(/\/$/, ""));
  });

  test("law: no URL that is taken has anything in it but a scheme, a host, a port and of an API server a path", () => {
    const url = fc
      .tuple(fc.constantFrom("http", "https", "socks5"), fc.string({ unit: "binary" }))
      .map(([scheme, rest]) => `${scheme}://${rest}`);
    fc.assert(
      fc.property(url, (text) => {
        const taken = proxyServerUrl(text) !== undefined || apiServerUrl(text) !== undefined;
        const parts = /^[a-z0-9]+:\/\/([\w.-]+|\[[\da-f:.]+\])(:\d+)?(\/[\w.~-]+)*\/?$/i;
        expect(!taken || parts.test(text)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
