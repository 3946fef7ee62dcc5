import { createHash } from "node:crypto";
import { access, constants, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { MeshplanError } from "../errors.ts";
import { isMap } from "../kube/object.ts";
import { jsonOf } from "./api-status.ts";
import type { CacheFolder } from "./cache-folder.ts";
import { runProcess } from "./process.ts";

/** An istioctl that answered. */
export interface IstioctlBinary {
  readonly path: string;
  /** `1.31.0` */
  readonly version: string;
  /** Changes when the file is replaced, even by one that calls itself the same version. */
  readonly fingerprint: string;
  /** How it was found; what the flag names need only be of the right minor. */
  readonly from: "flag" | "variable" | "path";
}

export interface IstioctlPlaces {
  readonly env: { readonly [name: string]: string | undefined };
  /** `--istioctl PATH` */
  readonly path?: string;
}

const VERSION_LIMIT = 30_000;

/** The flag's istioctl, else that of MESHPLAN_ISTIOCTL, else `istioctl-VERSION` or `istioctl` on PATH. */
export async function findIstioctl(
  wanted: string,
  { env, path }: IstioctlPlaces,
  cache: CacheFolder,
): Promise<IstioctlBinary | undefined> {
  if (path !== undefined) return named(resolve(path), "flag", "--istioctl", cache);
  const variable = env["MESHPLAN_ISTIOCTL"] ?? "";
  if (variable !== "") return named(resolve(variable), "variable", "MESHPLAN_ISTIOCTL", cache);
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  for (const name of [`istioctl-${wanted}`, "istioctl"])
    for (const folder of folders) {
      const candidate = join(folder, name);
      if (await isProgram(candidate)) return binaryAt(candidate, "path", cache);
    }
  return undefined;
}

/** A path that somebody wrote down must work: no second choice behind their back. */
async function named(
  path: string,
  from: IstioctlBinary["from"],
  by: string,
  cache: CacheFolder,
): Promise<IstioctlBinary> {
  if (await isProgram(path)) return binaryAt(path, from, cache);
  throw new MeshplanError("MP9201", `${by} names ${path}, which is not a program`, {
    nextSteps: [`look at it: ls -l ${path}`],
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

/** Asking a 100 MB program for its version costs 60 ms to 160 ms, so the answer is kept while the file stays the same. */
async function binaryAt(
  path: string,
  from: IstioctlBinary["from"],
  cache: CacheFolder,
): Promise<IstioctlBinary> {
  const { size, mtimeMs } = await stat(path);
  const fingerprint = sha256(`${path}\n${String(size)}\n${String(mtimeMs)}`);
  const name = `istioctl-${fingerprint}.json`;
  const kept = await cache.read(name);
  if (isMap(kept) && typeof kept["version"] === "string")
    return { path, from, fingerprint, version: kept["version"] };
  const version = await askVersion(path);
  await cache.write(name, { version });
  return { path, from, fingerprint, version };
}

async function askVersion(path: string): Promise<string> {
  const result = await runProcess(path, ["version", "--remote=false", "-o", "json"], {
    timeoutMilliseconds: VERSION_LIMIT,
    outputLimit: 1024 * 1024,
  });
  const answer = result.kind === "exited" ? jsonOf(Buffer.from(result.stdout)) : undefined;
  const client = isMap(answer) ? answer["clientVersion"] : undefined;
  const version = isMap(client) ? client["version"] : undefined;
  if (typeof version === "string" && /^\d+\.\d+/.test(version)) return version;
  throw new MeshplanError("MP9203", `${path} does not tell its version as istioctl does`, {
    nextSteps: [`${path} version --remote=false -o json`],
  });
}

/** Two versions of one minor: `1.31.0` and `1.31.2`. */
export function sameMinor(a: string, b: string): boolean {
  return minorOf(a) === minorOf(b);
}

function minorOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

/** Lower-case hex. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
