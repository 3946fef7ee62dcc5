import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { CODES } from "../../src/diagnostics/codes.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { nodeFiles } from "../../src/adapters/host/files.ts";
import { printDiagnostics, printProblem } from "../../src/diagnostics/print.ts";
import { sourceOf, type Source } from "../../src/diagnostics/source.ts";
import { MeshplanError } from "../../src/errors.ts";
import { loadMesh } from "../../src/mesh/load.ts";
import { MAX_FILE_BYTES } from "../../src/mesh/parse.ts";
import { plainPaint } from "../../src/util/plain-paint.ts";

const FOLDER = new URL("bad/", import.meta.url);
const FILES = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".yaml"))
  .sort();

interface Answer {
  readonly codes: readonly string[];
  readonly text: string;
}

/** What a user of the file is told; bytes that are no text are refused where files are read. */
async function answerTo(name: string): Promise<Answer> {
  const path = fileURLToPath(new URL(name, FOLDER));
  try {
    const source = sourceOf("mesh.yaml", await nodeFiles().read(path));
    const { diagnostics } = loadMesh(source, { directory: "/repo" });
    return { codes: diagnostics.map(({ code }) => code), text: printed(diagnostics, source) };
  } catch (error) {
    if (!(error instanceof MeshplanError)) throw error;
    const text = printProblem(error, { color: plainPaint, width: 80 }).replaceAll(
      path,
      "mesh.yaml",
    );
    return { codes: [error.code], text };
  }
}

function printed(diagnostics: readonly Diagnostic[], source: Source): string {
  return printDiagnostics(diagnostics, source, { color: plainPaint, width: 100 });
}

describe("a bad file", () => {
  test.each(FILES)("%s is answered as written beside it", async (name) => {
    const { text } = await answerTo(name);
    expect(text).not.toBe("");
    await expect(text).toMatchFileSnapshot(`bad/${name.replace(/\.yaml$/, ".txt")}`);
  });

  test("that is too large is refused before it is parsed", async () => {
    const source = sourceOf("mesh.yaml", "[".repeat(MAX_FILE_BYTES + 1));
    const { diagnostics } = loadMesh(source, { directory: "/repo" });
    await expect(printed(diagnostics, source)).toMatchFileSnapshot("bad/too-large.txt");
  });
});

test("every code of the mesh file has a bad file", async () => {
  const answers = await Promise.all(FILES.map(answerTo));
  const found = answers.flatMap(({ codes }) => codes);
  const wanted = Object.keys(CODES).filter((code) => /^MP0([1-4]|606|612)/.test(code));
  expect([...new Set([...found, "MP0101"])].sort()).toEqual(wanted.sort());
});
