import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { encodedKubeconfig, remoteKubeconfig } from "../../src/kube/remote-kubeconfig.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const of = (cluster: string, server = "https://10.2.0.2:6443") =>
  remoteKubeconfig({ cluster, server, ca: base64("the CA"), token: base64("the.token") });

describe("the kubeconfig of a remote secret", () => {
  test("is istioctl's text, byte for byte", () => {
    expect(of("cluster2")).toBe(`apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: dGhlIENB
    server: https://10.2.0.2:6443
  name: cluster2
contexts:
- context:
    cluster: cluster2
    user: cluster2
  name: cluster2
current-context: cluster2
kind: Config
users:
- name: cluster2
  user:
    token: the.token
`);
  });

  test("names a proxy and another server name where the file does, and the file's CA", () => {
    const access = {
      server: "https://10.2.0.2:6443",
      ca: base64("the file's CA"),
      tlsServerName: "api.cluster2.example.com",
      proxyUrl: "http://proxy.example.com:3128",
    };
    const reader = { ca: base64("the CA"), token: base64("the.token") };
    const text = Buffer.from(encodedKubeconfig("cluster2", access, reader), "base64").toString();
    expect(text).toContain(`clusters:
- cluster:
    certificate-authority-data: ${base64("the file's CA")}
    proxy-url: http://proxy.example.com:3128
    server: https://10.2.0.2:6443
    tls-server-name: api.cluster2.example.com
  name: cluster2
`);
  });

  test.each(["1", "007", "1e3", "0x1f", "true", "no", "y", "null", "2026-01-01"])(
    "quotes the name %s, which is no string in YAML",
    (name) => {
      expect(of(name)).toContain(`current-context: "${name}"\n`);
    },
  );

  test.each(["cluster2", "a1", "1a", "e2e", "prod-eu-1", "1-2", "node"])(
    "leaves the name %s plain",
    (name) => {
      expect(of(name)).toContain(`current-context: ${name}\n`);
    },
  );

  test("law: whatever the values are, YAML 1.1 and 1.2 read them back, and nothing else", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "grapheme" }),
      fc.constantFrom(...HOSTILE),
      fc.string({
        unit: fc.constantFrom(..."0123456789abcdefxoTZ:._-+~[]{}&*!|>#%@`\"' \n".split("")),
      }),
    );
    fc.assert(
      fc.property(
        fc.tuple(text, text, text, text, text),
        ([cluster, server, tls, proxy, token]) => {
          const made = remoteKubeconfig({
            cluster,
            server,
            tlsServerName: tls,
            proxyUrl: proxy,
            ca: base64("the CA"),
            token: base64(token),
          });
          const expected = {
            apiVersion: "v1",
            clusters: [
              {
                cluster: {
                  "certificate-authority-data": base64("the CA"),
                  "proxy-url": proxy,
                  server,
                  "tls-server-name": tls,
                },
                name: cluster,
              },
            ],
            contexts: [{ context: { cluster, user: cluster }, name: cluster }],
            "current-context": cluster,
            kind: "Config",
            users: [{ name: cluster, user: { token } }],
          };
          const values = [cluster, server, tls, proxy, token];
          // The library's YAML 1.1 alone takes `e0` for a float without digits; go-yaml, which istiod has, does not.
          const known = values.some((value) => /^e[-+]?[\d_]+$/i.test(value));
          for (const version of known ? (["1.2"] as const) : (["1.1", "1.2"] as const))
            expect(parse(made, { version })).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** The findings of an attack, and what YAML reads as another type. */
const HOSTILE = [
  "x\n    insecure-skip-tls-verify: true\n  name: c\n- cluster:\n    server: https://evil.example",
  'x", evil: "y',
  "x: y",
  "x:",
  "x #y",
  "- x",
  "? x",
  "&a x",
  "*a",
  "!!str x",
  "---",
  "...",
  "{}",
  "[]",
  "<<",
  "=",
  "~",
  "",
  " x ",
  "\u0000",
  "\u0085",
  "\u2028",
  "\ufeff",
  "😀",
  "12:30:45",
  "1_000",
  "0b11",
  "0o17",
  "2001-12-14t21:59:43.10-05:00",
  ".inf",
  "-.INF",
  ".nan",
];
