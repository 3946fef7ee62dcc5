import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, constants, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { type DiagnosticCode, MeshplanError } from "../../errors.ts";
import { isMap } from "../../kube/object.ts";
import type { CacheFolder } from "./cache-folder.ts";
import { sha256 } from "../host/sha256.ts";
import { commandLine } from "../../util/command-line.ts";

/** A program that told its version. */
export interface Program {
  readonly path: string;
  /** `1.31.0` */
  readonly version: string;
  /** Of its file, hex: another program that calls itself the same version is another. */
  readonly sha256: string;
  /** How it was found; what a flag names need not be as exact as what merely lies on PATH. */
  readonly from: "flag" | "variable" | "path";
}

export interface ProgramPlaces {
  readonly env: { readonly [name: string]: string | undefined };
  /** What the flag names. */
  readonly path?: string;
}

/** How one program is looked for and asked. */
interface ProgramSearch {
  /** `istioctl`; the flag is `--istioctl` and the variable MESHPLAN_ISTIOCTL. */
  readonly name: string;
  /** Names on PATH, the preferred one first. */
  readonly names: readonly string[];
  /** What is said where somebody wrote down a path that is no program. */
  readonly missing: DiagnosticCode;
  readonly askVersion: (path: string) => Promise<string>;
}

/** The flag's program, else the variable's, else the first name that some folder of PATH has. */
export async function findProgram(
  search: ProgramSearch,
  { env, path }: ProgramPlaces,
  cache: CacheFolder,
): Promise<Program | undefined> {
  if (path !== undefined) return named(search, path, "flag", `--${search.name}`, cache);
  const name = `MESHPLAN_${search.name.toUpperCase()}`;
  const variable = env[name] ?? "";
  if (variable !== "") return named(search, variable, "variable", name, cache);
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  for (const program of search.names)
    for (const folder of folders) {
      const candidate = join(folder, program);
      if (await isProgram(candidate)) return programAt(search, candidate, "path", cache);
    }
  return undefined;
}

/** A path that somebody wrote down must work: no second choice behind their back. */
async function named(
  search: ProgramSearch,
  written: string,
  from: Program["from"],
  by: string,
  cache: CacheFolder,
): Promise<Program> {
  const path = resolve(written);
  if (await isProgram(path)) return programAt(search, path, from, cache);
  throw new MeshplanError(search.missing, `${by} names ${path}, which is not a program`, {
    nextSteps: [`look at it: ${commandLine`ls -l ${path}`}`],
  });
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/**
 * Asking a 100 MB program for its version and hashing it costs 60 ms to 160 ms each, so both are kept while the file stays the
 * same. Whoever can change a file and its times, and not its change time, can change what is kept as well.
 */
async function programAt(
  search: ProgramSearch,
  path: string,
  from: Program["from"],
  cache: CacheFolder,
): Promise<Program> {
  const { size, mtimeMs, ctimeMs, ino } = await stat(path);
  const state = sha256([path, size, mtimeMs, ctimeMs, ino].join("\n"));
  const name = `${search.name}-${state}.json`;
  const kept = await cache.read(name);
  if (isMap(kept) && typeof kept["version"] === "string" && typeof kept["sha256"] === "string")
    return { path, from, version: kept["version"], sha256: kept["sha256"] };
  const [version, hash] = await Promise.all([search.askVersion(path), sha256OfFile(path)]);
  await cache.write(name, { version, sha256: hash });
  return { path, from, version, sha256: hash };
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest("hex");
}

/** Two versions of one minor: `1.31.0` and `1.31.2`. */
export function sameMinor(a: string, b: string): boolean {
  return minorOf(a) === minorOf(b);
}

export function minorOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}
