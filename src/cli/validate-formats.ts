import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Source } from "../diagnostics/source.ts";
import type { Output } from "./output.ts";
import { VERSION } from "./version.ts";

/** Writes the problems of a mesh file, which may be none, for a program. */
export type ProblemWriter = (
  diagnostics: readonly Diagnostic[],
  source: Source,
  output: Output,
) => Promise<void>;

/** What `--format` of validate takes besides `text`. A format is a writer in diagnostics and a line here. */
export const VALIDATE_FORMATS: Readonly<Record<string, ProblemWriter>> = {
  json: async (diagnostics, source, output) => {
    const { diagnosticsJson } = await import("../diagnostics/formats/json.ts");
    await output.print(diagnosticsJson(diagnostics, source));
  },
  github: async (diagnostics, source, output) => {
    const { diagnosticsForGithub } = await import("../diagnostics/formats/github.ts");
    await output.command(diagnosticsForGithub(diagnostics, source));
  },
  sarif: async (diagnostics, source, output) => {
    const { diagnosticsSarif } = await import("../diagnostics/formats/sarif.ts");
    await output.print(diagnosticsSarif(diagnostics, source, VERSION));
  },
  junit: async (diagnostics, source, output) => {
    const { diagnosticsJunit } = await import("../diagnostics/formats/junit.ts");
    await output.print(diagnosticsJunit(diagnostics, source));
  },
};
