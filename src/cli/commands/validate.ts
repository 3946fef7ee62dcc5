import { printable } from "../../util/printable.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { loadInput } from "../load-input.ts";
import type { ValidateFlags } from "../flags.ts";
import type { Output } from "../output.ts";
import { UsageError } from "../usage-error.ts";
import { filePorts } from "../wire.ts";

/** `meshplan validate`: everything that is wrong with a mesh file, without asking a cluster. */
export async function validate(
  path: string,
  flags: ValidateFlags,
  output: Output,
): Promise<ExitCode> {
  const input = await loadInput(filePorts().files, path, output, flags);
  if (input.kind === "plan")
    throw new UsageError(
      `${path} is a saved plan`,
      "meshplan show prints it; validate takes a mesh file",
    );
  if (input.kind === "refused") return EXIT.failed;
  if (flags.tell !== undefined) return EXIT.done;
  const { mesh, topology } = input;
  const count = `${mesh.clusters.length} ${mesh.clusters.length === 1 ? "cluster" : "clusters"}`;
  const networks = `${topology.networks.size} ${topology.networks.size === 1 ? "network" : "networks"}`;
  await output.print(
    printable`${path === "-" ? "standard input" : path} is valid: mesh ${mesh.name}, Istio ${mesh.istio.version}, ${count} on ${networks}.`,
  );
  return EXIT.done;
}
