import type { ExitCode } from "./exit-codes.ts";
import type { DoctorFlags } from "./flags.ts";
import { outputOf } from "./last-words.ts";
import { cluster, type Command, common, format, offline } from "./options.ts";

/** How a command tells its exit code. */
export type Finish = (code: ExitCode) => void;

/** The commands about this machine and this program. */
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
