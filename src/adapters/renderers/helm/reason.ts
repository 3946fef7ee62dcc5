/**
 * Why Helm failed, in one line. Helm starts its reason with `Error:` and may go on for lines (one per value that a schema
 * refuses); around it stand warnings and a hint at `--debug`.
 */
export function helmReason(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.trim());
  const start = lines.findIndex((line) => line.startsWith("Error:"));
  const reason = lines
    .slice(Math.max(start, 0))
    .filter((line) => line !== "" && !/^Use --debug flag/.test(line));
  return reason.length === 0 ? "it gave no reason" : reason.join(" ");
}
