/** How a run is getting on: on standard error, because standard output is for the tables. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
