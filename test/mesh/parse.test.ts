import { describe, expect, test } from "vitest";
import { sourceOf } from "../../src/diagnostics/source.ts";
import { nodeAt, spanAt } from "../../src/mesh/parsed.ts";
import { MAX_FILE_BYTES, parseMeshFile } from "../../src/mesh/parse.ts";
import { composeDocuments } from "../../src/mesh/yaml.ts";

function valueOf(text: string): unknown {
  const read = parseMeshFile(sourceOf("mesh.yaml", text));
  return read.diagnostics.length === 0
    ? read.readings[0]?.value
    : read.diagnostics.map(({ code }) => code);
}

describe("parsing", () => {
  test("reads YAML 1.2 whatever the file asks for: yes and on are words", () => {
    const text = "%YAML 1.1\n---\na: yes\nb: on\nc: 012\nd: 1.31.0\ne: !!str 1.30\n";
    expect(valueOf(text)).toEqual({ a: "yes", b: "on", c: 12, d: "1.31.0", e: "1.30" });
  });

  test("resolves anchors and merge keys; explicit keys win, then the first mapping of a list", () => {
    const text = "a: &a { x: 1, y: 1 }\nb: &b { y: 2, z: 2 }\nc: { <<: [*a, *b], x: 3 }\n";
    expect(valueOf(text)).toMatchObject({ c: { x: 3, y: 1, z: 2 } });
  });

  test("lets an anchor be set again, and each alias mean the one above it", () => {
    expect(valueOf("a: &n 1\nb: *n\nc: &n 2\nd: *n\n")).toEqual({ a: 1, b: 1, c: 2, d: 2 });
  });

  test.each(["a: .inf", "a: [-.inf]", "a: .nan", 'a: "\\ud83d"', '"\\ud83d": 1'])(
    "refuses what JSON cannot say: %s",
    (text) => {
      expect(valueOf(text)).toEqual(["MP0103"]);
    },
  );

  test("counts what reading costs, and not only bytes", () => {
    expect(valueOf(`x: [${"a,".repeat(200_000)}]`)).toEqual(["MP0101"]);
    expect(valueOf(`x: ${"a ".repeat(200_000)}`)).toHaveProperty("x");
  });

  test("takes 150 harmless aliases", () => {
    const aliases = Array.from({ length: 150 }, (_, index) => `k${String(index)}: *a\n`).join("");
    expect(valueOf(`a: &a { x: 1 }\n${aliases}`)).toHaveProperty("k149", { x: 1 });
  });

  test("takes 60 levels of nesting and refuses 80, in brackets and in lines", () => {
    const lines = (depth: number): string =>
      Array.from({ length: depth }, (_, index) => `${" ".repeat(index)}a:\n`).join("");
    expect(valueOf(`${"[".repeat(60)}${"]".repeat(60)}`)).toBeInstanceOf(Array);
    expect(valueOf("[".repeat(80) + "]".repeat(80))).toEqual(["MP0110"]);
    expect(valueOf(lines(60))).toHaveProperty("a");
    expect(valueOf(lines(80))).toEqual(["MP0110"]);
  });

  test.each(["[", "{", "- ", "? ", "{a: ", "!", "&a ", "*", '"', "|\n ", "---\n", "\t"])(
    "survives the largest file of nothing but %j",
    (unit) => {
      const text = unit.repeat(Math.floor(MAX_FILE_BYTES / unit.length));
      expect(parseMeshFile(sourceOf("mesh.yaml", text))).toBeDefined();
    },
  );

  test("keeps a key named __proto__ an ordinary key", () => {
    expect(Object.keys(valueOf("__proto__: { a: 1 }\n") as object)).toEqual(["__proto__"]);
  });

  test("knows where each value was written, after a byte order mark and carriage returns too", () => {
    const text = "\ufeffmesh: m\r\nlist:\r\n  - { a: b }\r\n";
    const read = parseMeshFile(sourceOf("mesh.yaml", text));
    const [parsed] = read.readings;
    if (parsed === undefined) throw new Error(JSON.stringify(read));
    const at = spanAt(parsed.root, ["list", "0", "a"]);
    expect(text.slice(at.start, at.end)).toBe("b");
    expect(nodeAt(parsed.root, ["list", "1"])).toBeUndefined();
  });
});

test("no text makes thousands of errors, each of which costs memory", () => {
  for (const line of ["}", "}\n", "]\n", "a: b: c\n"]) {
    const { documents } = composeDocuments(line.repeat(20_000), { depth: 64, tokens: 400_000 });
    expect(documents.flatMap(({ errors }) => errors).length).toBeLessThan(3000);
  }
});

test("a text of too many faults and too many words is told as too long, and not as empty", () => {
  const text = `apiVersion: meshplan/v1\n${"}\n".repeat(200_000)}`;
  expect(valueOf(text)).toEqual(["MP0101"]);
});
