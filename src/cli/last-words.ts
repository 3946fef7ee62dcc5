import { colorIn } from "./color.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { CommonFlags } from "./flags.ts";
import { type Output, processOutput } from "./output.ts";

/**
 * The last words of a process that could not write to `name`, on stderr, which may itself be the lost stream. Returns the exit
 * code of a run that otherwise went well.
 */
export async function explainLost(
  name: string,
  cause: unknown,
  args: readonly string[],
): Promise<ExitCode> {
  const { lostOutput } = await import("./lost-output.ts");
  return await explain(lostOutput(name, cause), args);
}

/** The last words after an error that nothing caught. Running work is cut off: nobody knows what state it is in. */
export async function explainCrash(error: unknown, args: readonly string[]): Promise<never> {
  try {
    const { explainBug } = await import("./explain-failure.ts");
    await explainBug(error, outputOf({ color: colorIn(args) }));
  } finally {
    process.exit(EXIT.internal);
  }
}

/** The last words after an error that a command threw. */
export async function explain(error: unknown, args: readonly string[]): Promise<ExitCode> {
  const { explainFailure } = await import("./explain-failure.ts");
  const code = await explainFailure(error, outputOf({ color: colorIn(args) }));
  // Requests in progress, and renderers, would keep the process alive for as long as they take.
  if (code === EXIT.interrupted) process.exit(code);
  return code;
}

/** The output of a command, by the flags that every command has. */
export function outputOf(flags: CommonFlags): Output {
  const { color = "auto", accessible = false, verbose = false } = flags;
  return processOutput({ color: color === false ? "never" : color, accessible, verbose });
}
