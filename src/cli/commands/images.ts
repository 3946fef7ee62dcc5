import { hasErrors } from "../../diagnostics/has-errors.ts";
import { desiredUnasked } from "../../engine/desire.ts";
import { allRendered } from "../../planner/rendered.ts";
import { imagesJson, imagesText, imagesView } from "../../report/images.ts";
import { printable } from "../../util/printable.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { ImagesFlags } from "../flags.ts";
import { loadInput, report } from "../load-input.ts";
import type { Output } from "../output.ts";
import { withProgress } from "../plan-progress.ts";
import { UsageError } from "../usage-error.ts";
import { allPorts } from "../wire.ts";

/** `meshplan images`: the images that a private registry must have. Needs the file and its renderer; asks no cluster. */
export async function images(path: string, flags: ImagesFlags, output: Output): Promise<ExitCode> {
  const ports = await allPorts(flags, output);
  try {
    const input = await loadInput(ports.files, path, output, flags);
    if (input.kind === "refused") return EXIT.failed;
    if (input.kind === "plan")
      throw new UsageError(`${path} is a saved plan`, "images takes a mesh file");
    const { topology } = input;
    const mesh = allRendered(input.mesh);
    const { renderer, desired, problems } = await withProgress(output, (onStep) =>
      desiredUnasked(ports, { mesh, topology }, { outline: flags.outline ?? false, onStep }),
    );
    await report(problems, input.source, output, mesh.clusters);
    if (hasErrors(problems)) return EXIT.failed;
    const { kind, version } = renderer;
    const view = imagesView(
      { mesh: mesh.name, renderer: { kind, version } },
      desired.flatMap(({ cluster, objects }) => objects.map(({ body }) => ({ cluster, body }))),
    );
    if (kind === "outline")
      await output.printError(
        printable`Made with the built-in outline of Istio ${version}: Istio's charts may name more. Install istioctl for a list to mirror by.`,
      );
    await output.print(flags.format === "json" ? imagesJson(view) : imagesText(view));
    return EXIT.done;
  } finally {
    ports.clusters.close();
  }
}
