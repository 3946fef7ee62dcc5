import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { MeshplanError } from "../../errors.ts";
import { LIMITS } from "../../util/limits.ts";
import { commandLine } from "../../util/command-line.ts";
import { systemErrorCode } from "./system-error.ts";

/** Why a file was not read, where the operating system had nothing against it. */
export class FileBound extends Error {
  /** `silent`: a named pipe to which nobody writes any more. `endless`: one that says a little again and again. */
  readonly kind: "too-large" | "silent" | "endless";

  constructor(kind: FileBound["kind"]) {
    super(kind);
    this.kind = kind;
  }
}

/** The refusal of a pipe that takes too long. */
export function slowPipe(
  path: string,
  kind: "silent" | "endless",
  cluster?: string,
): MeshplanError {
  return new MeshplanError(
    "MP9131",
    kind === "silent"
      ? `nobody writes to the pipe ${path}: nothing came for ${LIMITS.pipe.most / 1000} s`
      : `the pipe ${path} has no end: it was waited for ${LIMITS.wholePipe.most / 1000} s`,
    {
      ...(cluster === undefined ? {} : { cluster }),
      nextSteps: [`see what it is: ${commandLine`ls -l ${path}`}`],
    },
  );
}

/** Windows has no such flag, and no pipes in its file system. */
const NONBLOCK = constants.O_NONBLOCK as number | undefined;
const CHUNK = 1024 * 1024;
/** What a pipe of Linux holds. */
const PIPE_CHUNK = 64 * 1024;
/** Milliseconds between two looks at a named pipe that holds nothing. */
const PIPE_PAUSE = 10;

/**
 * The bytes of a file, at most so many: the one way in which files are read (test/architecture.test.ts).
 *
 * Nothing here waits inside the operating system: opening a pipe to which nobody writes, or reading a terminal, would block a
 * thread that no signal ends, and with it the end of the process. So files are opened without waiting, and a pipe is read as
 * the socket it is. `/dev/fd/N` of a process substitution, and `/dev/null`, are read like any file.
 *
 * Throws FileBound, or what the operating system says (`EISDIR` for a folder).
 */
export async function bytesWithin(path: string, most: number): Promise<Buffer> {
  const file = open(path);
  if (fstatSync(file).isFIFO()) return await fromPipe(path, file, most);
  try {
    return fromFile(file, most);
  } finally {
    closeSync(file);
  }
}

function open(path: string): number {
  return openSync(path, constants.O_RDONLY | (NONBLOCK ?? 0));
}

/** At once: nothing else runs yet where most files are read, and the modules for reading in pieces take longer than a file. */
function fromFile(file: number, most: number): Buffer {
  const { size } = fstatSync(file);
  if (size > most) throw new FileBound("too-large");
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    // One more than it has, so that its end is seen; devices and /proc tell no size.
    const chunk = Buffer.allocUnsafe(Math.min(Math.max(size - total + 1, 4096), CHUNK));
    const read = readSync(file, chunk);
    if (read === 0) return Buffer.concat(chunks);
    total += read;
    if (total > most) throw new FileBound("too-large");
    chunks.push(chunk.subarray(0, read));
  }
}

async function fromPipe(path: string, file: number, most: number): Promise<Buffer> {
  if (!leadsToName(path)) return await drained(file, most);
  try {
    return await fromNamedPipe(file, most);
  } finally {
    closeSync(file);
  }
}

/**
 * Looks into the pipe again and again: Linux tells nobody who waits for a pipe that no writer has come yet, so that reading it as
 * a socket would wait for ever.
 */
async function fromNamedPipe(file: number, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  let waited = 0;
  for (let silent = 0; ;) {
    const chunk = readNow(file);
    // The end before the beginning: nobody has opened it for writing yet.
    if (chunk?.length === 0 && total > 0) return Buffer.concat(chunks);
    if (chunk === undefined || chunk.length === 0) {
      // Somebody who holds it open and writes nothing is as good as nobody.
      if (silent >= LIMITS.pipe.most) throw new FileBound("silent");
      if (waited >= LIMITS.wholePipe.most) throw new FileBound("endless");
      await new Promise((resolve) => setTimeout(resolve, PIPE_PAUSE));
      silent += PIPE_PAUSE;
      waited += PIPE_PAUSE;
      continue;
    }
    silent = 0;
    total += chunk.length;
    if (total > most) throw new FileBound("too-large");
    chunks.push(chunk);
  }
}

/** What a pipe holds; empty where it has no writer, undefined where its writer has written nothing new. */
function readNow(file: number): Buffer | undefined {
  const chunk = Buffer.allocUnsafe(PIPE_CHUNK);
  try {
    return chunk.subarray(0, readSync(file, chunk));
  } catch (error) {
    if (systemErrorCode(error) === "EAGAIN") return undefined;
    throw error;
  }
}

/** False for a pipe that is only in the hands of processes, such as that of a process substitution. */
function leadsToName(path: string): boolean {
  try {
    realpathSync.native(path);
    return true;
  } catch {
    return false;
  }
}

async function drained(file: number, most: number): Promise<Buffer> {
  const { Socket } = await import("node:net");
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of new Socket({ fd: file, writable: false }) as AsyncIterable<Buffer>) {
    total += chunk.length;
    // Leaving the loop closes the pipe.
    if (total > most) throw new FileBound("too-large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
