import { spawn } from "node:child_process";
import { MeshplanError } from "../../errors.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { loadInput } from "../load-input.ts";
import type { Output } from "../output.ts";
import type { SandboxFlags } from "../program.ts";
import { openSandbox } from "../sandbox-files.ts";
import { UsageError } from "../usage-error.ts";
import { filePorts } from "../wire.ts";

/** `meshplan sandbox`: embedded clusters for a mesh file, around a command or until Ctrl-C. */
export async function sandbox(
  path: string,
  command: readonly string[],
  flags: SandboxFlags,
  output: Output,
): Promise<ExitCode> {
  const input = await loadInput(filePorts().files, path, output);
  if (input.kind === "refused") return EXIT.failed;
  if (input.kind === "plan")
    throw new UsageError(`${path} is a saved plan`, "sandbox takes a mesh file");
  const own = input.mesh.clusters.find((cluster) => cluster.kubeconfig !== undefined);
  if (own !== undefined) {
    throw new UsageError(
      `${own.name} names a kubeconfig of its own, so commands in the sandbox would reach the real cluster`,
      "remove `kubeconfig:` from the file you use in the sandbox",
    );
  }
  const running = await openSandbox({
    clusters: input.mesh.clusters.map(({ name, context }) => ({ name, context })),
    ...(flags.latency === undefined ? {} : { latencyMs: flags.latency }),
    ...(flags.state === undefined ? {} : { state: flags.state }),
  });
  try {
    if (command.length > 0) return await runIn(running.kubeconfig, command);
    // Listens before it says that Ctrl-C works.
    const interrupted = untilInterrupted();
    const contexts = input.mesh.clusters.map((cluster) => cluster.context).join(", ");
    await output.print(
      `Embedded clusters (a subset of Kubernetes, in memory), contexts ${contexts}:\nexport KUBECONFIG=${running.kubeconfig}\nCtrl-C stops them.`,
    );
    return await interrupted;
  } finally {
    await running.close();
  }
}

async function runIn(
  kubeconfig: string,
  [program = "", ...args]: readonly string[],
): Promise<ExitCode> {
  const child = spawn(program, args, {
    stdio: "inherit",
    env: { ...process.env, KUBECONFIG: kubeconfig },
  });
  // The child shares the terminal and gets Ctrl-C itself; the clusters have to outlive it.
  const ignore = (): void => undefined;
  process.on("SIGINT", ignore);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (exit, signal) => {
        resolve(exit ?? (signal === "SIGINT" ? EXIT.interrupted : EXIT.failed));
      });
    });
    // The command's own exit code, whatever it means to it.
    return code as ExitCode;
  } catch (cause) {
    throw new MeshplanError("MP9010", `${program} could not be started`, {
      nextSteps: ["check the command after --"],
      cause,
    });
  } finally {
    process.off("SIGINT", ignore);
  }
}

async function untilInterrupted(): Promise<ExitCode> {
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  return EXIT.interrupted;
}
