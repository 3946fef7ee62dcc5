import { statSync } from "node:fs";
import { join } from "node:path";
import { MeshplanError } from "../../errors.ts";
import type { Files } from "../../ports.ts";
import { decodeUtf8 } from "../../util/decode-utf8.ts";
import { LIMITS } from "../../util/limits.ts";
import type { SecretRegistry } from "../../util/secret-registry.ts";
import { bytesWithin, FileBound, slowPipe } from "./bounded-file.ts";
import { systemErrorCode, systemErrorReason } from "./system-error.ts";
import { writeFile } from "./write-file.ts";
import { commandLine } from "../../util/command-line.ts";

/** No mesh file or plan file comes near this; a larger file is a wrong path, and would only fill the memory. */
const LARGEST = LIMITS.file.most;

interface FilesOptions {
  /** What `-` reads; the process's own standard input unless another is given. */
  readonly stdin?: AsyncIterable<Uint8Array | string>;
  /** Learns the private keys that are read or made. */
  readonly secrets?: SecretRegistry;
}

/** Files of the machine meshplan runs on. */
export function nodeFiles({ stdin, secrets }: FilesOptions = {}): Files {
  const keep = async (text: string | undefined): Promise<void> => {
    if (secrets === undefined || text === undefined) return;
    // Loaded here: reading a file is on the way of every command, and node's cryptography costs 8 ms.
    (await import("../../certs/secret-texts.ts")).keepText(text, secrets);
  };
  return {
    read: async (path) =>
      textOf(path, path === "-" ? await drain("-", stdin ?? process.stdin) : await bytesOf(path)),
    writePrivate: (path, text) => writeFile(path, text, { mode: 0o600 }),
    readPrivate: async (path) => {
      const text = await readPrivate(path);
      await keep(text);
      return text;
    },
    createPrivate: async (path, text) => {
      await keep(text);
      await createPrivate(path, text);
    },
  };
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await bytesWithin(path, LARGEST);
  } catch (error) {
    throw readError(path, error);
  }
}

async function drain(
  path: string,
  source: AsyncIterable<Uint8Array | string>,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    size += bytes.length;
    if (size > LARGEST) throw tooLarge(path);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function textOf(path: string, bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text !== undefined) return text;
  const { line, column } = firstBadByte(bytes);
  const from = isUtf16(bytes) ? "UTF-16" : "LATIN1";
  const where = isUtf16(bytes) ? "" : `: line ${String(line)}, column ${String(column)}`;
  throw new MeshplanError("MP0102", `${nameOf(path)} is not UTF-8 text${where}`, {
    nextSteps: [
      `save it as UTF-8, for example with: ${commandLine`iconv -f ${from} -t UTF-8 ${path === "-" ? [] : path}`}`,
    ],
  });
}

/** A byte order mark of UTF-16, or the zero bytes that half of its letters have. */
function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return isMarked || bytes.includes(0);
}

/** No part of a longer character is a line feed, so lines can be told apart before they are decoded. From one. */
function firstBadByte(bytes: Uint8Array): { readonly line: number; readonly column: number } {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found < 0 ? bytes.length : found;
    const part = bytes.subarray(start, end);
    if (decodeUtf8(part) === undefined)
      return {
        line,
        column: (new TextDecoder().decode(part).split("\uFFFD")[0] ?? "").length + 1,
      };
    start = end + 1;
  }
  return { line, column: 1 };
}

const LINE_FEED = 0x0a;

/** What the group or anybody may do with a file. Windows has no such bits. */
const OTHERS = 0o077;

async function readPrivate(path: string): Promise<string | undefined> {
  try {
    const found = statSync(path);
    const isOpen = (found.mode & OTHERS) !== 0 && process.platform !== "win32";
    if (isOpen && !found.isDirectory())
      throw new MeshplanError("MP9240", `${path} holds a private key, and others may read it`, {
        nextSteps: [commandLine`chmod 600 ${path}`],
      });
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw readError(path, error);
  }
  return textOf(path, await bytesOf(path));
}

async function createPrivate(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o600, over: "never" });
  } catch (error) {
    const cause = error instanceof MeshplanError ? error.cause : undefined;
    if (systemErrorCode(cause) !== "EEXIST") throw error;
    throw new MeshplanError("MP9243", `${path} is there already, and is never overwritten`, {
      nextSteps: ["plan again: meshplan reads the file then"],
      cause,
    });
  }
}

function nameOf(path: string): string {
  return path === "-" ? "standard input" : path;
}

function tooLarge(path: string): MeshplanError {
  return new MeshplanError("MP9005", `${nameOf(path)} is larger than 256 MiB`, {
    nextSteps: ["check the path: no mesh file or saved plan is that large"],
  });
}

function readError(path: string, error: unknown): unknown {
  if (error instanceof MeshplanError) return error;
  if (error instanceof FileBound)
    return error.kind === "too-large" ? tooLarge(path) : slowPipe(path, error.kind);
  const code = systemErrorCode(error);
  if (code === "EISDIR")
    return new MeshplanError("MP9003", `${path} is a folder, not a file`, {
      nextSteps: [`name a file in it, for example ${join(path, "mesh.yaml")}`],
    });
  if (code === "ENOENT" || code === "ENOTDIR")
    return new MeshplanError("MP9001", `${path} does not exist`, {
      nextSteps: [
        `name the file on the command line, or change to its folder`,
        ...(/\.ya?ml$/.test(path)
          ? [`or begin with one: ${commandLine`meshplan init ${path}`}`]
          : []),
      ],
      cause: error,
    });
  return new MeshplanError("MP9002", `${path} cannot be read: ${systemErrorReason(code)}`, {
    nextSteps: [`look at its permissions: ${commandLine`ls -l ${path}`}`],
    cause: error,
  });
}
