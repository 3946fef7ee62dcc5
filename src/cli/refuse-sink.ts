import { type BigIntStats, fstatSync, statSync } from "node:fs";
import { UsageError } from "./usage-error.ts";

/** A flag that names a file to write. */
interface Sink {
  readonly flag: string;
  readonly path: string | undefined;
  /** How to get the same output on standard output. */
  readonly printed: string;
}

/**
 * Refuses to overwrite the file that is read, whatever both are called: spellings, symbolic and hard links lead to one file,
 * which is one inode of one device. Also refuses `-`, which is standard input elsewhere and would become a file here.
 *
 * Called before anything is opened, because `--events` empties its file first.
 */
export function refuseSink({ flag, path, printed }: Sink, input: string): void {
  if (path === undefined) return;
  if (path === "-") throw new UsageError(`${flag} takes the name of a file, not -`, printed);
  const [sink, source] = [identityOf(path), identityOf(input)];
  if (sink === undefined || sink !== source) return;
  const name = input === "-" ? "standard input" : input;
  throw new UsageError(
    `${flag} ${path} would write over what is read: ${name} is the same file`,
    `name another file: ${flag} PATH`,
  );
}

/** Undefined where there is no such file, or it cannot be looked at: then it cannot be written or read either. */
function identityOf(path: string): string | undefined {
  try {
    const { dev, ino }: BigIntStats =
      path === "-" ? fstatSync(0, { bigint: true }) : statSync(path, { bigint: true });
    return `${String(dev)}:${String(ino)}`;
  } catch {
    return undefined;
  }
}
