import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CODES } from "../../src/diagnostics/codes.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { printDiagnostics } from "../../src/diagnostics/print.ts";
import { sourceOf, type Source } from "../../src/diagnostics/source.ts";
import { loadMesh } from "../../src/mesh/load.ts";
import { notUtf8 } from "../../src/mesh/not-utf8.ts";
import { MAX_FILE_BYTES } from "../../src/mesh/parse.ts";
import { decodeUtf8 } from "../../src/util/decode-utf8.ts";
import { plainPaint } from "../../src/util/plain-paint.ts";

const FOLDER = new URL("bad/", import.meta.url);
const FILES = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".yaml"))
  .sort();

function problemsOf(name: string): { source: Source; diagnostics: readonly Diagnostic[] } {
  const text = decodeUtf8(readFileSync(new URL(name, FOLDER)));
  const source = sourceOf("mesh.yaml", text ?? "");
  if (text === undefined) return { source, diagnostics: [notUtf8(source.path)] };
  return { source, diagnostics: loadMesh(source, { directory: "/repo" }).diagnostics };
}

describe("a bad file", () => {
  test.each(FILES)("%s is answered as written beside it", async (name) => {
    const { source, diagnostics } = problemsOf(name);
    const text = printDiagnostics(diagnostics, source, { color: plainPaint, width: 100 });
    expect(diagnostics).not.toEqual([]);
    await expect(text).toMatchFileSnapshot(`bad/${name.replace(/\.yaml$/, ".txt")}`);
  });

  test("that is too large is refused before it is parsed", async () => {
    const source = sourceOf("mesh.yaml", "[".repeat(MAX_FILE_BYTES + 1));
    const { diagnostics } = loadMesh(source, { directory: "/repo" });
    const text = printDiagnostics(diagnostics, source, { color: plainPaint, width: 100 });
    await expect(text).toMatchFileSnapshot("bad/too-large.txt");
  });
});

test("every code of the mesh file has a bad file", () => {
  const found = FILES.flatMap((name) => problemsOf(name).diagnostics.map(({ code }) => code));
  const wanted = Object.keys(CODES).filter((code) => /^MP0[1-4]/.test(code));
  expect([...new Set([...found, "MP0101"])].sort()).toEqual(wanted.sort());
});
