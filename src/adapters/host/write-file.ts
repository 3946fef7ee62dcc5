import type * as fsPromises from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { MeshplanError } from "../../errors.ts";
import { atOwnEnd } from "./own-end.ts";
import { systemErrorCode, systemErrorReason } from "./system-error.ts";
import { commandLine } from "../../util/command-line.ts";
import { LIMITS } from "../../util/limits.ts";

interface WriteOptions {
  /** Of the new file; the umask may take more away. The old file's is not kept. */
  readonly mode: 0o600 | 0o644;
  /** `never`: fails with EEXIST (as the cause of MP9006) where anything is there already. */
  readonly over?: "file" | "never";
  /** False for what can be made again and tells by itself whether it is whole: it need not be on the disk before it is used. */
  readonly sync?: boolean;
}

/**
 * The one way in which meshplan writes a file. A reader sees the old file or the new one, never a half: the text goes to a
 * temporary file beside it, of a name nobody can foresee and that must not exist, then to the disk, and then takes the name. The
 * temporary file goes with a failure, with the process and with a signal that ends it; only SIGKILL leaves it.
 *
 * No link is followed: a checkout may hold one that leads out of it, so a link at `path` is refused (MP9017), as is what is no file
 * (a pipe, a device), in whose place a rename would put one. Links in the folders above are the operating system's matter.
 * Throws MP9006 for everything else.
 */
export async function writeFile(
  path: string,
  text: string,
  { mode, over = "file", sync = true }: WriteOptions,
): Promise<void> {
  // Loaded here: reading a file is on the way of every command, and these modules cost 8 ms.
  const [{ randomBytes }, disk, { constants, rmSync }] = await Promise.all([
    import("node:crypto"),
    import("node:fs/promises"),
    import("node:fs"),
  ]);
  const temporary = `${path}.${randomBytes(9).toString("hex")}.tmp`;
  const forget = atOwnEnd(() => {
    rmSync(temporary, { force: true });
  });
  try {
    await refuseDestination(path);
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow(constants);
    const file = await disk.open(temporary, flags, mode);
    try {
      await file.writeFile(text, "utf8");
      if (sync) await file.sync();
    } finally {
      await file.close();
    }
    await disk[over === "never" ? "link" : "rename"](temporary, path);
    if (sync) await synced(dirname(path), disk);
  } catch (error) {
    throw cannotWrite(path, error);
  } finally {
    await disk.rm(temporary, { force: true });
    forget();
  }
}

/** A file that is written line by line. */
interface LogFile {
  /** Resolves when all of it is written; rejects with the error of the system, and as EAGAIN where nobody reads the pipe any more. */
  append(text: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a file to write it line by line, such as a log; empties what is there, and nobody but its owner may read it. No link is
 * followed (MP9017), but for those of the kernel: `/dev/stdout`, `/dev/fd/3`. A pipe is taken as it is.
 */
export async function openLog(path: string): Promise<LogFile> {
  const [disk, { constants, statSync }] = await Promise.all([
    import("node:fs/promises"),
    import("node:fs"),
  ]);
  const isOfKernel = /^\/(dev|proc)\//.test(resolve(path));
  const isPipe = statSync(path, { throwIfNoEntry: false })?.isFIFO() === true;
  // To wait inside the operating system for who reads a pipe is to wait where no signal ends it.
  const kind = isPipe ? constants.O_NONBLOCK : constants.O_CREAT | constants.O_TRUNC;
  const flags = constants.O_WRONLY | kind | (isOfKernel ? 0 : noFollow(constants));
  try {
    const open = (): Promise<fsPromises.FileHandle> => disk.open(path, flags, 0o600);
    const file = isPipe ? await whenRead(path, open) : await open();
    try {
      const found = await file.stat();
      if (found.isFile() && (found.mode & 0o077) !== 0 && !isOfKernel) await file.chmod(0o600);
      return { append: (text) => append(file, text), close: () => file.close() };
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    if (systemErrorCode(error) === "ELOOP") throw isLink(path, error);
    throw cannotWrite(path, error);
  }
}

/** Opens a pipe as soon as somebody reads it. Throws MP9006 where nobody comes. */
async function whenRead<File>(path: string, open: () => Promise<File>): Promise<File> {
  for (let waited = 0; ; waited += READER_PAUSE) {
    try {
      return await open();
    } catch (error) {
      if (systemErrorCode(error) !== "ENXIO") throw error;
    }
    if (waited >= LIMITS.pipe.most)
      throw new MeshplanError(
        "MP9006",
        `nobody reads the pipe ${path}: nobody came for ${LIMITS.pipe.most / 1000} s`,
        { nextSteps: ["start what reads it first, or name a file"] },
      );
    await pause();
  }
}

/** A pipe is full when nobody reads it, and what has begun in the clusters must not wait for that longer than for a reader to come. */
async function append(file: fsPromises.FileHandle, text: string): Promise<void> {
  let rest = Buffer.from(text, "utf8");
  for (let waited = 0; rest.length > 0;) {
    try {
      const { bytesWritten } = await file.write(rest);
      rest = rest.subarray(bytesWritten);
      waited = 0;
    } catch (error) {
      if (systemErrorCode(error) !== "EAGAIN" || waited >= LIMITS.pipe.most) throw error;
      waited += READER_PAUSE;
      await pause();
    }
  }
}

/** Milliseconds between two looks whether somebody reads a pipe. */
const READER_PAUSE = 10;
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, READER_PAUSE));

type Disk = typeof fsPromises;

/** Windows has no such flag, and there the temporary name must be new all the same. */
function noFollow(constants: { readonly O_NOFOLLOW?: number }): number {
  return constants.O_NOFOLLOW ?? 0;
}

/**
 * Refuses what `writeFile` would refuse: a link (MP9017), a pipe, a device (MP9006). For those who write much later, or into a
 * folder. Nothing at all is no reason to refuse.
 */
export async function refuseDestination(path: string): Promise<void> {
  const { lstat, stat } = await import("node:fs/promises");
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined || found.isFile() || found.isDirectory()) return;
  const behind = found.isSymbolicLink() ? await stat(path).catch(() => undefined) : found;
  if (behind === undefined || behind.isFile() || behind.isDirectory()) throw isLink(path);
  throw new MeshplanError("MP9006", `${path} is no file (a pipe or a device) and is not replaced`, {
    nextSteps: ["name another path: a file, or one where nothing is yet"],
  });
}

function isLink(path: string, cause?: unknown): MeshplanError {
  const message = `${path} is a symbolic link, and meshplan writes through none`;
  return new MeshplanError("MP9017", message, {
    nextSteps: [`name what it leads to (${commandLine`readlink -f ${path}`}), or remove the link`],
    ...(cause === undefined ? {} : { cause }),
  });
}

/** A rename is on the disk when its folder is; file systems that cannot say so have no such promise. */
async function synced(folder: string, disk: Disk): Promise<void> {
  const handle = await disk.open(folder).catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

function cannotWrite(path: string, error: unknown): MeshplanError {
  if (error instanceof MeshplanError) return error;
  const code = systemErrorCode(error);
  const folder = dirname(path);
  return new MeshplanError("MP9006", `${path} cannot be written: ${systemErrorReason(code)}`, {
    nextSteps: [
      code === "ENOENT"
        ? `make its folder first: ${commandLine`mkdir -p ${folder}`}`
        : `look at its folder: ${commandLine`ls -ld ${folder}`}`,
    ],
    cause: error,
  });
}
