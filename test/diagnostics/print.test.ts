import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codeFrame } from "../../src/diagnostics/code-frame.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { printDiagnostics, printProblem } from "../../src/diagnostics/print.ts";
import { sourceOf } from "../../src/diagnostics/source.ts";
import { ansiPaint } from "../../src/util/ansi-paint.ts";
import { displayWidth } from "../../src/util/display-width.ts";
import { plainPaint } from "../../src/util/plain-paint.ts";

const OPTIONS = { color: plainPaint, width: 80 };

function frame(text: string, word: string, width = 80): string {
  const start = text.indexOf(word);
  const span = { start, end: start + word.length };
  return codeFrame(sourceOf("mesh.yaml", text), span, { color: plainPaint, width }).join("\n");
}

function problem(start: number, message = `problem at ${String(start)}`): Diagnostic {
  return { code: "MP0103", message, help: "correct it", at: { start, end: start + 1 } };
}

describe("a code frame", () => {
  test("puts its carets under what the terminal shows: tabs, wide letters, control characters", () => {
    expect(frame("a:\tb: 网络 \u0007word\n", "word")).toBe(
      ["  1 | a:  b: 网络 ␇word", "    |              ^^^^"].join("\n"),
    );
  });

  test("ends at the line feed, whatever the line ends with", () => {
    expect(frame("mesh: m\r\nistio:\r\n  x\r\n", "istio:\r\n  x")).toBe(
      ["  1 | mesh: m", "  2 | istio:", "    | ^^^^^^"].join("\n"),
    );
  });

  test("marks the end of the file with one caret", () => {
    const source = sourceOf("mesh.yaml", "mesh: m");
    const lines = codeFrame(source, { start: 7, end: 7 }, OPTIONS);
    expect(lines).toEqual(["  1 | mesh: m", "    |        ^"]);
  });

  test("cuts a long line around the mark", () => {
    expect(frame(`${"left ".repeat(40)}MARK${" right".repeat(40)}`, "MARK", 40)).toBe(
      ["  1 | …eft left MARK right right righ…", "    |           ^^^^"].join("\n"),
    );
  });

  test("is never wider than the terminal, and its caret stands under the text", () => {
    const texts = fc.string({ unit: fc.constantFrom("a", "\t", "网", " ", "\u0301", "\n", "😀") });
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat(10), fc.integer({ min: 40, max: 100 }), (...input) => {
        const [text, at, length, width] = input;
        const start = at % (text.length + 1);
        const span = { start, end: Math.min(text.length, start + length) };
        const lines = codeFrame(sourceOf("m", text), span, { color: plainPaint, width });
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.at(-1)).toMatch(/\^$/);
      }),
    );
  });
});

describe("printing diagnostics", () => {
  test("follows the order of the file", () => {
    const source = sourceOf("mesh.yaml", "a\nb\nc\n");
    const text = printDiagnostics([problem(4), problem(0), problem(2)], source, OPTIONS);
    expect([...text.matchAll(/mesh\.yaml:(\d)/g)].map((match) => match[1])).toEqual([
      "1",
      "2",
      "3",
    ]);
  });

  test("stops after 100 and counts the rest", () => {
    const many = Array.from({ length: 103 }, (_, index) => problem(index));
    const text = printDiagnostics(many, sourceOf("mesh.yaml", "x".repeat(200)), OPTIONS);
    expect(text.match(/error MP0103/g)).toHaveLength(100);
    expect(text).toMatch(/\n\nand 3 more problems\n$/);
  });

  test("names cluster and object where there is no file", () => {
    const object = { apiVersion: "v1", kind: "Service", namespace: "istio-system", name: "gw" };
    const diagnostic: Diagnostic = {
      code: "MP0103",
      message: "m",
      help: "h",
      cluster: "c1",
      object,
    };
    expect(printDiagnostics([diagnostic], undefined, OPTIONS)).toBe(
      "error MP0103: m\n  cluster c1, Service istio-system/gw\n  help: h\n",
    );
  });

  test("lets no control character of the file through", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        const printed = printDiagnostics([problem(0, text)], sourceOf(text, text), OPTIONS);
        const control = new RegExp(
          `[${String.fromCharCode(0)}-\\u0009\\u000b-\\u001f\\u007f-\\u009f]`,
        );
        expect(printed).not.toMatch(control);
      }),
    );
  });

  test("colours without changing the text", () => {
    const source = sourceOf("mesh.yaml", "mesh: m\nistio: 1\n");
    const coloured = printDiagnostics([problem(8)], source, { ...OPTIONS, color: ansiPaint });
    const escape = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
    expect(coloured).toMatch(escape);
    expect(coloured.replace(escape, "")).toBe(printDiagnostics([problem(8)], source, OPTIONS));
  });
});

test("a refusal of the world is printed with its place and every next step", () => {
  const object = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    namespace: "istio-system",
    name: "istiod",
  };
  const text = printProblem(
    {
      code: "MP0103",
      message: "refused: first line\nsecond line",
      cluster: "cluster1",
      object,
      nextSteps: ["meshplan plan", "ask for the right to patch it"],
    },
    { color: plainPaint, width: 80 },
  );
  expect(text).toBe(
    [
      "error MP0103: refused: first line",
      "  second line",
      "  cluster cluster1, Deployment istio-system/istiod",
      "  help: meshplan plan",
      "  help: ask for the right to patch it",
      "",
    ].join("\n"),
  );
});

test("on a terminal sentences are broken, and commands are not", () => {
  const command =
    "kubectl --context cluster1 -n istio-system get secret istio-remote-secret-cluster2";
  const source = sourceOf("mesh.yaml", "clusters:\n  a: {}\n");
  const options = { color: plainPaint, width: 60, wrapAt: 60 };
  const message =
    "credentials are refused, of which the server says that nobody knows them any more";
  const nextSteps = [`log in again, until this works: ${command}`];
  const written = { source, at: { start: 12, end: 13 } };
  const text = printProblem({ code: "MP9103", message, cluster: "a", nextSteps, written }, options);
  expect(text).toBe(`error MP9103: credentials are refused, of which the server
  says that nobody knows them any more
  mesh.yaml:2:3 (cluster a)
  1 | clusters:
  2 |   a: {}
    |   ^
  help: log in again, until this works:
        ${command}
`);
});
