import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { positionAt, sourceOf } from "../../src/diagnostics/source.ts";
import { loadMesh } from "../../src/mesh/load.ts";

const EXAMPLES = new URL("../../examples/", import.meta.url);
/** Every example, as it is and with each key in a line of its own. */
const TEXTS = readdirSync(EXAMPLES)
  .filter((name) => !name.includes("."))
  .map((name) => readFileSync(new URL(`${name}/mesh.yaml`, EXAMPLES), "utf8"))
  .flatMap((text) => [text, stringify(parse(text))]);

type Told = Diagnostic & { readonly line: number };

function told(text: string): readonly Told[] {
  const source = sourceOf("mesh.yaml", text);
  return loadMesh(source, { directory: "/repo" }).diagnostics.map((one) => ({
    ...one,
    line: one.at === undefined ? 0 : positionAt(source, one.at.start).line,
  }));
}

const inColumn = (lines: readonly string[], index: number, column: number): string =>
  lines.with(index, " ".repeat(column) + (lines[index] ?? "").trimStart()).join("\n");

/** A right file, one of its lines, and another column for it. */
const wrong = fc
  .constantFrom(...TEXTS.map((text) => text.trimEnd().split("\n")))
  .chain((lines) => fc.tuple(fc.constant(lines), fc.nat(lines.length - 1)))
  .chain(([lines, index]) => {
    const line = lines[index] ?? "";
    const own = line.length - line.trimStart().length;
    const columns = fc.nat(own + 3).map((column) => (column < own ? column : column + 1));
    return columns.map((column) => ({ lines, index, column, own }));
  });

test("one line in a wrong column is one problem, and not what follows from it too", () => {
  fc.assert(
    fc.property(wrong, ({ lines, index, column }) => {
      const problems = told(inColumn(lines, index, column));
      expect(problems.map(name).slice(1)).toEqual([]);
    }),
    { numRuns: 80 },
  );
});

test("a mistake of another line is told beside it or after it, and nothing that follows", () => {
  fc.assert(
    fc.property(wrong, ({ lines, index, column }) => {
      fc.pre(index !== 1);
      const both = told(inColumn(lines.with(1, "mesh: Prod_Mesh"), index, column));
      const others = both.filter(({ code, line }) => code !== "MP0401" || line !== 2);
      expect(others.slice(1)).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test("a line that is put where the help says makes its problem vanish", () => {
  fc.assert(
    fc.property(wrong, ({ lines, index, column }) => {
      const text = inColumn(lines, index, column);
      for (const problem of told(text).slice(0, 1)) {
        const [, at, place] = /^indent (?:it|line (\d+)) by (\d+)/.exec(problem.help) ?? [];
        fc.pre(place !== undefined);
        const line = Number(at ?? problem.line);
        const mended = told(inColumn(text.split("\n"), line - 1, Number(place)));
        expect(mended.map(name)).not.toContain(name(problem));
      }
    }),
    { numRuns: 40 },
  );
});

const name = ({ code, line, message }: Told): string => `${code} ${String(line)} ${message}`;
