import { refuseDestination } from "../../adapters/host/write-file.ts";
import { printYaml } from "../../adapters/host/yaml.ts";
import { renderMesh, type RenderOutcome } from "../../engine/render.ts";
import type { Mesh } from "../../mesh/model.ts";
import { plural } from "../../report/layout.ts";
import { firstLine, manifestText } from "../../report/manifest-text.ts";
import { printable, printableLines, rechecked } from "../../util/printable.ts";
import type { Printable } from "../../util/printable-text.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { loadInput, report } from "../load-input.ts";
import type { Output } from "../output.ts";
import { withProgress } from "../plan-progress.ts";
import type { RenderFlags } from "../flags.ts";
import { refuseSink } from "../refuse-sink.ts";
import { UsageError } from "../usage-error.ts";
import { allPorts } from "../wire.ts";

/** `meshplan render`: the manifests that others apply, one file for each component of each cluster. */
export async function render(path: string, flags: RenderFlags, output: Output): Promise<ExitCode> {
  const printed = "without --out the manifests are printed";
  refuseSink({ flag: "--out", path: flags.out, printed }, path);
  if (flags.out !== undefined) await refuseDestination(flags.out);
  const ports = await allPorts(flags, output);
  try {
    const input = await loadInput(ports.files, path, output, flags);
    if (input.kind === "refused") return EXIT.failed;
    if (input.kind === "plan")
      throw new UsageError(`${path} is a saved plan`, "render takes a mesh file");
    const rendered = await withProgress(output, (onStep) =>
      renderMesh(ports, input, {
        all: flags.all ?? false,
        outline: flags.outline ?? false,
        onStep,
      }),
    );
    if (rendered.problems.length === 0) return await hand(rendered, input.mesh, flags, output);
    await report(rendered.problems, input.source, output, input.mesh.clusters);
    return EXIT.failed;
  } finally {
    ports.clusters.close();
  }
}

/** Writes to the folder that was named, otherwise to stdout, with the names of the files as comments. */
async function hand(
  rendered: RenderOutcome,
  { name: mesh }: Mesh,
  flags: RenderFlags,
  output: Output,
): Promise<ExitCode> {
  const { renderer } = rendered;
  const texts = new Map(
    rendered.files.map((file) => [
      file.path,
      manifestText(file, { mesh, renderer, print: printYaml }),
    ]),
  );
  await output.printError(remarks(rendered));
  if (flags.out === undefined) {
    const files = [...texts].map(([name, text]) => `${printable`# file: ${name}`}\n${text}`);
    await output.print(rechecked(files.join("---\n")));
    return EXIT.done;
  }
  const { writeFolder } = await import("../../adapters/renderers/manifest-folder.ts");
  const { written, unchanged, removed } = await writeFolder(flags.out, texts, firstLine(mesh));
  await output.print(
    printable`${flags.out}: ${plural(written, "file")} written, ${unchanged} unchanged, ${removed} removed`,
  );
  return EXIT.done;
}

function remarks({ files, renderer }: RenderOutcome): Printable {
  const { kind, version, note } = renderer;
  return printableLines([
    ...(files.length === 0
      ? [
          "Nothing is delivered by `render`; --all renders what can be rendered, whoever delivers it.",
        ]
      : []),
    ...(kind === "outline"
      ? [
          printable`Rendered with the built-in outline of Istio ${version} for embedded clusters: ${note ?? ""}.`,
        ]
      : []),
  ]);
}
