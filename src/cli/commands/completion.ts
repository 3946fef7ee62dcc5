import { rechecked } from "../../util/printable.ts";
import { SCRIPTS, type ShellName } from "../completion-scripts.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Output } from "../output.ts";

/** `meshplan completion SHELL`: what makes the shell complete commands, flags and names. */
export async function completion(shell: ShellName, output: Output): Promise<ExitCode> {
  await output.print(rechecked(SCRIPTS[shell]));
  return EXIT.done;
}
