import { printProblem } from "../diagnostics/print.ts";
import { MeshplanError } from "../errors.ts";
import { printable, printableLines, rechecked } from "../util/printable.ts";
import { visibleText } from "../util/visible-text.ts";
import { EXIT, type ExitCode, exitOf } from "./exit-codes.ts";
import { Interrupted } from "./interrupts.ts";
import type { Output } from "./output.ts";
import { UsageError } from "./usage-error.ts";

/** The one place where a thrown error becomes text and an exit code. */
export async function explainFailure(error: unknown, output: Output): Promise<ExitCode> {
  const { color } = output.errorStyle;
  if (error instanceof UsageError) {
    await output.printError(
      printableLines([
        `${color("error", "error")}: ${visibleText(error.message)}`,
        `  ${color("help", "help:")} ${visibleText(error.hint)}`,
      ]),
    );
    return EXIT.usage;
  }
  if (error instanceof Interrupted) {
    await output.printError(printable`${error.message}`);
    return EXIT.interrupted;
  }
  if (error instanceof MeshplanError) {
    await output.printError(printProblem(error, output.errorStyle));
    for (const one of error.others)
      await output.printError(rechecked(`\n${printProblem(one, output.errorStyle)}`));
    return exitOf(error);
  }
  await explainBug(error, output);
  return EXIT.internal;
}

/** Explains an error that is not a refusal of the outside world, or one that its caller did not catch: ours to repair. */
export async function explainBug(error: unknown, output: Output): Promise<void> {
  if (error instanceof MeshplanError)
    await output.printError(printProblem(error, output.errorStyle));
  const { color } = output.errorStyle;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  await output.printError(
    printableLines([
      `${color("error", "meshplan has a bug")}: this should not happen. Please report it with the lines below.`,
      ...stack.split("\n").map(visibleText),
    ]),
  );
}
