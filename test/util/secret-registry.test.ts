import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SecretRegistry } from "../../src/util/secret-registry.ts";
import { fuzzing, TIME } from "../fuzz/fuzzing.ts";

const WINDOW = 16;

/** Every spelling that is promised, made in another way than the registry makes it: by encoding it among other bytes. */
const SPELLINGS: Readonly<Record<string, (secret: string, before: string) => string>> = {
  raw: (secret) => secret,
  json: (secret) => JSON.stringify({ value: secret }).slice(10, -2),
  percent: (secret) => encodeURIComponent(secret),
  "percent, lower case": (secret) =>
    encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
  hex: (secret) => Buffer.from(secret).toString("hex"),
  "percent of every byte": (secret) => Buffer.from(secret).toString("hex").replaceAll(/../g, "%$&"),
  HEX: (secret) => Buffer.from(secret).toString("hex").toUpperCase(),
  base64: (secret, before) => cutOut(secret, before, "base64"),
  base64url: (secret, before) => cutOut(secret, before, "base64url"),
};
/** One law for each spelling, and three of all. */
const runs = () => fuzzing(150, Object.keys(SPELLINGS).length + 3);

/** The characters of base64 that the secret alone decides, where other bytes come first. */
function cutOut(secret: string, before: string, encoding: "base64" | "base64url"): string {
  const start = Buffer.byteLength(before);
  const all = Buffer.from(before + secret).toString(encoding);
  return all.slice(
    Math.ceil((start * 8) / 6),
    Math.floor(((start + Buffer.byteLength(secret)) * 8) / 6),
  );
}

const token = () =>
  fc.base64String({ minLength: 24, maxLength: 200 }).filter((one) => one.length >= 24);
const secret = () =>
  fc.oneof(
    token(),
    fc.stringMatching(/^[\w-]{20,60}\.[\w-]{20,60}\.[\w-]{20,60}$/),
    fc.string({ unit: "grapheme", minLength: 24, maxLength: 80 }),
    fc.string({ unit: fc.constantFrom("a", "b", "\n", '"', "/"), minLength: 24, maxLength: 80 }),
  );
/** Letters that no spelling above can be made of by chance. */
const innocent = () => fc.string({ unit: fc.constantFrom("§", "ß"), maxLength: 40 });

function registryOf(...secrets: readonly string[]): SecretRegistry {
  const registry = new SecretRegistry();
  for (const each of secrets) registry.keep(each);
  return registry;
}

describe("a secret of 16 characters or more", { timeout: TIME }, () => {
  test.each(Object.entries(SPELLINGS))("leaves no window of itself in any text: %s", (_, spell) => {
    fc.assert(
      fc.property(
        fc.array(secret(), { minLength: 1, maxLength: 4 }),
        fc.string({ maxLength: 3 }),
        fc.nat(),
        fc.nat(),
        innocent(),
        innocent(),
        (secrets, before, from, extra, head, tail) => {
          const registry = registryOf(...secrets);
          const spelt = spell(secrets[0] ?? "", before);
          fc.pre(spelt.length >= WINDOW);
          const start = from % (spelt.length - WINDOW + 1);
          const end = Math.min(spelt.length, start + WINDOW + (extra % 20));
          const piece = spelt.slice(start, end);
          fc.pre(!hasInnocent(piece));
          expect(registry.holds(head + piece + tail)).toBe(true);
          expect(registry.redact(head + piece + tail)).toBe(`${head}(sensitive)${tail}`);
        },
      ),
      runs(),
    );
  });

  test("is found in the middle of its own letters too", () => {
    fc.assert(
      fc.property(
        fc.array(token(), { minLength: 1, maxLength: 3 }),
        fc.array(fc.oneof(token(), fc.nat(9)), { maxLength: 8 }),
        (secrets, parts) => {
          const registry = registryOf(...secrets);
          const text = parts
            .map((part) =>
              typeof part === "number" ? (secrets[part % secrets.length] ?? "").slice(part) : part,
            )
            .join("");
          const clean = registry.redact(text);
          for (const each of secrets)
            for (let at = 0; at + WINDOW <= each.length; at += 1)
              expect(clean).not.toContain(each.slice(at, at + WINDOW));
        },
      ),
      runs(),
    );
  });

  test("is, of a signed token, the signature; what the token says counts by 32 characters", () => {
    const base64url = (text: string): string => Buffer.from(text).toString("base64url");
    const claims = base64url(
      '{"sub":"system:serviceaccount:istio-system:istio-reader-service-account"}',
    );
    fc.assert(
      fc.property(
        token().map(base64url),
        fc.nat(),
        fc.integer({ min: 16, max: 40 }),
        (signature, from, length) => {
          const whole = `${base64url('{"alg":"RS256"}')}.${claims}.${signature}`;
          const registry = registryOf(whole);
          const start = from % (whole.length - length + 1);
          const piece = whole.slice(start, start + length);
          const ofSignature = start + length - (whole.length - signature.length);
          expect(registry.holds(piece)).toBe(length >= 32 || ofSignature >= 16);
          expect(registry.redact(`§${whole}§`)).toBe("§(sensitive)§");
          for (const text of ["istio-system", "istiod.istio-system.svc", "x.istio-system.svc"])
            expect(
              registry.holds(Buffer.from(Buffer.from(text).toString("base64")).toString("base64")),
            ).toBe(false);
        },
      ),
      runs(),
    );
  });

  test("is known by what it is base64 of", () => {
    fc.assert(
      fc.property(secret(), (text) => {
        fc.pre(!/[^\P{Cc}\t\r\n]/u.test(text) && !/\p{Surrogate}/u.test(text));
        const registry = registryOf(Buffer.from(text).toString("base64"));
        expect(registry.redact(`§${text}§`)).toBe("§(sensitive)§");
      }),
      runs(),
    );
  });
});

/** Where a secret has letters of `innocent`, more of the text may be of it than was cut out. */
function hasInnocent(piece: string): boolean {
  return /[§ß]/.test(piece);
}

describe("redact", () => {
  test("changes no text without a secret, in which every window is another one", () => {
    fc.assert(
      fc.property(
        fc.array(token(), { maxLength: 5 }),
        fc.string({ maxLength: 500 }),
        (secrets, text) => {
          const registry = registryOf(...secrets);
          fc.pre(!registry.holds(text));
          expect(registry.redact(text)).toBe(text);
        },
      ),
      runs(),
    );
  });

  test("agrees with looking for every window one by one", () => {
    const few = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 16, maxLength: 24 });
    fc.assert(
      fc.property(
        fc.array(few, { maxLength: 3 }),
        fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 60 }),
        (secrets, text) => {
          const windows = secrets.flatMap((each) => windowsOf(each));
          expect(registryOf(...secrets).holds(text)).toBe(
            windows.some((one) => text.includes(one)),
          );
        },
      ),
      runs(),
    );
  });

  test("changes nothing more when it is done again", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(secret(), fc.string({ minLength: 6, maxLength: 15 })), { maxLength: 4 }),
        fc.array(fc.oneof(fc.nat(3), fc.string({ maxLength: 20 }), fc.constant("(sensitive)")), {
          maxLength: 6,
        }),
        (secrets, parts) => {
          const registry = registryOf(...secrets);
          const text = parts
            .map((part) => (typeof part === "number" ? (secrets[part] ?? "") : part))
            .join("");
          const once = registry.redact(text);
          expect(registry.redact(once)).toBe(once);
        },
      ),
      runs(),
    );
  });

  test("takes short secrets out whole, and leaves what is shorter still", () => {
    const registry = registryOf("hunter2", "pass1", "sensitive");
    expect(registry.redact("hunter2, hunter, pass1, sensitive")).toBe(
      "(sensitive), hunter, pass1, sensitive",
    );
    expect(registry.redact(Buffer.from("hunter2").toString("base64"))).toBe("(sensitive)");
    expect(registry.redact(Buffer.from("me:hunter2, you").toString("base64"))).not.toContain(
      Buffer.from("hunter2").toString("base64").slice(0, 8),
    );
    expect(registry.holds("hunter2")).toBe(false);
  });

  test("finds bytes that are no text by their encodings", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 24, maxLength: 64 }), fc.nat(2), (bytes, offset) => {
        const registry = new SecretRegistry();
        registry.keep(bytes);
        const around = Buffer.concat([Buffer.alloc(offset, 7), bytes, Buffer.alloc(5, 7)]);
        for (const encoding of ["hex", "base64", "base64url"] as const)
          expect(registry.holds(around.toString(encoding))).toBe(true);
      }),
      runs(),
    );
  });
});

function windowsOf(text: string): readonly string[] {
  return Array.from({ length: text.length - WINDOW + 1 }, (_, at) => text.slice(at, at + WINDOW));
}
