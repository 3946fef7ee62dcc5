import fc from "fast-check";
import { expect, test } from "vitest";
import { withoutUrlUsers } from "../../src/util/without-url-users.ts";

const word = fc.stringMatching(/^[A-Za-z0-9._~!$&()*+,;=%-]{1,20}$/);
const scheme = fc.constantFrom("https", "http", "oci", "socks5", "HTTPS");

test("no URL keeps its user, wherever it stands, and its host stays", () => {
  fc.assert(
    fc.property(
      scheme,
      word,
      fc.option(word),
      fc.constantFrom("", "/a@b", "?x=@", "#@"),
      (kind, user, password, rest) => {
        const login = password === null ? user : `${user}:${password}`;
        const url = (part: string): string => `${kind}://${part}host.example:6443${rest}`;
        for (const around of ["", '"', " (", "<"]) {
          const text = (part: string): string =>
            `see ${around}${url(part)}${around} and me@example.com`;
          expect(withoutUrlUsers(text(`${login}@`))).toBe(text(""));
          expect(withoutUrlUsers(text(""))).toBe(text(""));
        }
      },
    ),
  );
});

test("a password with an at sign goes too, and any text stays that has no URL", () => {
  expect(withoutUrlUsers("https://me:p@ss@host/x")).toBe("https://host/x");
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!text.includes("://") && !/:.*@/s.test(text));
      expect(withoutUrlUsers(text)).toBe(text);
    }),
  );
});

test("what was to be a URL and is none keeps no user either, and its host stays", () => {
  const plain = fc.stringMatching(/^[A-Za-z0-9._~!$&*+;%-]{1,20}$/);
  const shape = fc.constantFrom<(login: string) => string>(
    (login) => `${login}127.0.0.1:46003`,
    (login) => `${login}proxy.example:3128`,
    (login) => `http:/${login}x`,
    (login) => `http://http/${login}x`,
    (login) => `//${login}host.example/charts`,
  );
  fc.assert(
    fc.property(plain, plain, shape, (user, password, write) => {
      for (const around of ["", '"', " ", "`"]) {
        const text = (login: string): string => `proxy ${around}${write(login)}${around} of it`;
        expect(withoutUrlUsers(text(`${user}:${password}@`))).toBe(text(""));
      }
    }),
  );
  for (const text of [
    "a/b:tag@sha256:0123456789abcdef",
    "me: you@host",
    "at 12:30, me@example.com",
  ])
    expect(withoutUrlUsers(text)).toBe(text);
});

test("a registry that images come from keeps no user, and what looks like it stays", () => {
  fc.assert(
    fc.property(word, word, fc.constantFrom("", ":5000"), (user, password, port) => {
      fc.pre(!/[(=]/.test(user));
      for (const around of ["", '"', "`", " "]) {
        const text = (login: string): string => `hub: ${around}${login}r.example${port}/x${around}`;
        expect(withoutUrlUsers(text(`${user}:${password}@`))).toBe(text(""));
      }
    }),
  );
  for (const text of [
    "docker.io/istio/proxyv2:1.31.0@sha256:0123456789abcdef",
    "proxyv2:1.31.0@sha256:0123456789abcdef/",
    "--context oidc:me@example.com",
    "registry.example.com:5000/istio",
  ])
    expect(withoutUrlUsers(text)).toBe(text);
});

test.each([
  ["one word", "x".repeat(3_000_000)],
  ["one word with an at sign", `${"x".repeat(3_000_000)}@`],
  ["beginnings of logins", "(a:".repeat(1_000_000) + "@"],
  ["beginnings of URLs", "a://".repeat(700_000) + "@"],
  ["at signs", "@".repeat(3_000_000)],
  ["colons", ":".repeat(3_000_000) + "@a.b/"],
])("ends at once, also where a server says %s of 3 MB", (_, text) => {
  // Where every letter is a beginning, this takes hours.
  expect(withoutUrlUsers(text).length).toBeGreaterThan(0);
});
