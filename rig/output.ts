/** One line on standard output. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** `   3.20 s  text`: how the rig prints what took how long. */
export function sayStep(milliseconds: number, text: string): void {
  say(`${(milliseconds / 1000).toFixed(2).padStart(7)} s  ${text}`);
}
