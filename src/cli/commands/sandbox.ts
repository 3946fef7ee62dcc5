import { spawn } from "node:child_process";
import { constants } from "node:os";
import { MeshplanError } from "../../errors.ts";
import type { Mesh } from "../../mesh/model.ts";
import { printableLines } from "../../util/printable.ts";
import { wrap } from "../../util/wrap.ts";
import { commandLine } from "../../util/command-line.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { loadInput } from "../load-input.ts";
import type { Output } from "../output.ts";
import type { SandboxFlags } from "../flags.ts";
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
  const input = await loadInput(filePorts().files, path, output, flags);
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
  // Listens before there is anything to stop, and until all of it is put away.
  const signals = endingSignals();
  try {
    return await runSandbox(input.mesh, command, { flags, output, signals });
  } finally {
    signals.release();
  }
}

interface Around {
  readonly flags: SandboxFlags;
  readonly output: Output;
  readonly signals: EndingSignals;
}

async function runSandbox(
  mesh: Mesh,
  command: readonly string[],
  { flags, output, signals }: Around,
): Promise<ExitCode> {
  const { clusters } = mesh;
  const running = await openSandbox({
    clusters: clusters.map(({ name, context }) => ({ name, context })),
    ...(flags.latency === undefined ? {} : { latencyMs: flags.latency }),
    ...(flags.state === undefined ? {} : { state: flags.state }),
  });
  try {
    if (flags.seed === true) {
      const { seedSandbox } = await import("../sandbox-seed.ts");
      const made = await seedSandbox(running.sandbox, mesh);
      if (made.length > 0) await output.printError(printableLines(seededLines(made)));
    }
    if (command.length > 0) return await runIn(running.kubeconfig, command, signals);
    const contexts = clusters.map((cluster) => cluster.context).join(", ");
    const title = `Embedded clusters (a subset of Kubernetes, in memory), contexts ${contexts}:`;
    await output.print(
      printableLines([
        ...wrap(title, output.width),
        // A command stays in one line, however long it is.
        commandLine`export KUBECONFIG=${running.kubeconfig}`,
        "Ctrl-C stops them.",
      ]),
    );
    await signals.first;
    return EXIT.interrupted;
  } finally {
    await running.close();
  }
}

/** More than this is counted. */
const FEW_SEEDS = 6;

function seededLines(made: readonly string[]): readonly string[] {
  const more = made.length - FEW_SEEDS;
  return [
    "Made for this sandbox, as the mesh file says it is there:",
    ...made.slice(0, FEW_SEEDS).map((one) => `  ${one}`),
    ...(more > 0 ? [`  and ${String(more)} more`] : []),
  ];
}

async function runIn(
  kubeconfig: string,
  [program = "", ...args]: readonly string[],
  signals: EndingSignals,
): Promise<ExitCode> {
  const child = spawn(program, args, {
    stdio: "inherit",
    env: { ...process.env, KUBECONFIG: kubeconfig },
  });
  let passedOn: NodeJS.Signals | undefined;
  signals.each((signal) => {
    // The child shares the terminal and gets Ctrl-C itself; the clusters have to outlive it.
    if (signal === "SIGINT") return;
    passedOn = signal;
    child.kill(signal);
  });
  try {
    return await new Promise<ExitCode>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (exit, signal) => {
        const ended = passedOn ?? signal;
        // Otherwise the command's own exit code, whatever it means there.
        resolve(ended === null ? ((exit ?? EXIT.failed) as ExitCode) : exitOf(ended));
      });
    });
  } catch (cause) {
    throw new MeshplanError("MP9010", `${program} could not be started`, {
      nextSteps: ["check the command after --"],
      cause,
    });
  }
}

/**
 * The exit code for a command that a signal ended, as a shell gives it: 130 for Ctrl-C, 143 for SIGTERM. Source: POSIX,
 * 2.8.2.
 */
function exitOf(signal: NodeJS.Signals): ExitCode {
  return (128 + constants.signals[signal]) as ExitCode;
}

interface EndingSignals {
  /** The first signal that came, even if it came before anybody asked. */
  readonly first: Promise<NodeJS.Signals>;
  /** Passes every signal on, including those that came already. */
  readonly each: (listener: (signal: NodeJS.Signals) => void) => void;
  /** Gives the signals back to Node. */
  readonly release: () => void;
}

const ENDING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function endingSignals(): EndingSignals {
  const came: NodeJS.Signals[] = [];
  const listeners: ((signal: NodeJS.Signals) => void)[] = [];
  const each = (listener: (signal: NodeJS.Signals) => void): void => {
    came.forEach(listener);
    listeners.push(listener);
  };
  const hear = (signal: NodeJS.Signals): void => {
    came.push(signal);
    for (const listener of listeners) listener(signal);
  };
  for (const signal of ENDING) process.on(signal, hear);
  return {
    first: new Promise((resolve) => {
      each(resolve);
    }),
    each,
    release: () => {
      for (const signal of ENDING) process.off(signal, hear);
    },
  };
}
