import type { ExitCode } from "./exit-codes.ts";
import type { DoctorFlags, VersionFlags } from "./flags.ts";
import { outputOf } from "./last-words.ts";
import type { ShellName } from "./completion-scripts.ts";
import { cluster, type Command, common, format, offline, oneOf } from "./options.ts";

/** How a command tells its exit code. */
export type Finish = (code: ExitCode) => void;

export function addDoctor(program: Command, finish: Finish): void {
  cluster(common(program.command("doctor [file]")))
    .description(
      "say what on this machine, or on the way to its clusters, does not work; without a file, for every context of the kubeconfig",
    )
    .addOption(format("json: for programs"))
    .option("--read-only", "ask only for the rights of `plan --read-only`")
    .addOption(offline())
    .action(async (file: string | undefined, flags: DoctorFlags) => {
      const { doctor } = await import("./commands/doctor.ts");
      finish(await doctor(file, flags, outputOf(flags)));
    });
}

export function addVersion(program: Command, finish: Finish): void {
  common(program.command("version"))
    .description("print the version, the commit it was built from, and the programs that are found")
    .addOption(format("json: for programs"))
    .action(async (flags: VersionFlags) => {
      const { version } = await import("./commands/version.ts");
      finish(await version(flags, outputOf(flags)));
    });
}

export function addCompletion(program: Command, finish: Finish): void {
  program
    .command("completion")
    .description("print what makes a shell complete commands, flags, contexts and clusters")
    // Not from the scripts themselves: they would be read at every start.
    .addArgument(oneOf("<shell>", ["bash", "zsh", "fish", "powershell"] satisfies ShellName[]))
    .action(async (shell: ShellName) => {
      const { completion } = await import("./commands/completion.ts");
      finish(await completion(shell, outputOf({})));
    });
}

/** For shells, not for people: whatever stands behind it is a line that somebody still types. */
export async function runComplete(words: readonly string[], program: Command): Promise<ExitCode> {
  const { complete } = await import("./commands/complete.ts");
  return await complete(words, program, outputOf({}));
}
