/** `--color`: `auto` asks the environment and the terminal. */
export type ColorWhen = "always" | "never" | "auto";
export const COLOR_WHEN = ["always", "never", "auto"] as const satisfies readonly ColorWhen[];

/**
 * Whether text that goes to a stream is painted: as the flag says, else as NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE say, else where it is
 * a terminal that can. Build servers show colours and are no terminals, so force is for them.
 * Source: https://no-color.org, https://force-color.org, https://bixense.com/clicolors/
 */
export function isPainted(
  when: ColorWhen,
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  if (when !== "auto") return when === "always";
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  for (const name of ["FORCE_COLOR", "CLICOLOR_FORCE"]) {
    const value = env[name] ?? "";
    if (value !== "") return value !== "0" && value !== "false";
  }
  return isTerminal && env["TERM"] !== "dumb";
}

/** The flag of a command line that no command has read: for what is said of the line itself. */
export function colorIn(args: readonly string[]): ColorWhen {
  const said = args.flatMap((word, index): readonly string[] => {
    if (word === "--no-color") return ["never"];
    if (word === "--color") return args.slice(index + 1, index + 2);
    return word.startsWith("--color=") ? [word.slice("--color=".length)] : [];
  });
  return COLOR_WHEN.find((one) => one === said.at(-1)) ?? "auto";
}
