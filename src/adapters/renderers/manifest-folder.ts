import { createReadStream } from "node:fs";
import { lstat, mkdir, readdir, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { MeshplanError } from "../../errors.ts";
import { LIMITS } from "../../util/limits.ts";
import { bytesWithin } from "../host/bounded-file.ts";
import { systemErrorCode } from "../host/system-error.ts";
import { refuseDestination, writeFile } from "../host/write-file.ts";
import { commandLine } from "../../util/command-line.ts";

interface WrittenFolder {
  readonly written: number;
  readonly unchanged: number;
  readonly removed: number;
}

/**
 * Makes a folder hold these files, by path below it, and none of an earlier run: a file belongs to us when it begins with
 * `firstLine`, and nothing else is written over or removed.
 *
 * A folder that holds files and none of ours is somebody else's, and refused before anything is written.
 */
export async function writeFolder(
  folder: string,
  files: ReadonlyMap<string, string>,
  firstLine: string,
): Promise<WrittenFolder> {
  try {
    await refuseDestination(folder);
    const present = await filesBelow(folder);
    const own = new Set<string>();
    for (const path of present)
      if (path.includes("/") && (await beginsWith(join(folder, path), firstLine))) own.add(path);
    refuseForeign(folder, { present, own, wanted: [...files.keys()] });
    return await exchange(folder, files, own);
  } catch (error) {
    if (error instanceof MeshplanError) throw error;
    throw new MeshplanError(
      "MP9006",
      `${folder} cannot be written: ${systemErrorCode(error) ?? "unknown reason"}`,
      { nextSteps: [`look at it: ${commandLine`ls -ld ${folder}`}`], cause: error },
    );
  }
}

/**
 * What is in a folder and in the folders of it, without Git's own; sorted. Rendered files stand exactly there, so a tree
 * that was rendered into some folder further down is never touched.
 */
async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await entriesOf(folder);
  const found = await Promise.all(
    entries.map(async (entry) => {
      if (!entry.isDirectory()) return [entry.name];
      const below = await entriesOf(join(folder, entry.name));
      return below.map(({ name }) => `${entry.name}/${name}`);
    }),
  );
  return found.flat().sort();
}

async function entriesOf(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (systemErrorCode(error) === "ENOENT") return [];
    throw error;
  });
  return entries.filter(({ name }) => name !== ".git");
}

async function beginsWith(path: string, line: string): Promise<boolean> {
  // A link may lead anywhere, so what it leads to is never ours.
  if (!(await lstat(path)).isFile()) return false;
  const wanted = Buffer.from(`${line}\n`);
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path, { end: wanted.length - 1 }))
    chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).equals(wanted);
}

interface Found {
  readonly present: readonly string[];
  readonly own: ReadonlySet<string>;
  readonly wanted: readonly string[];
}

function refuseForeign(folder: string, { present, own, wanted }: Found): void {
  const foreign = present.filter((path) => !own.has(path));
  // A link in the place of a folder leads elsewhere, so it is in the way of everything below.
  const inTheWay = foreign.find((path) =>
    wanted.some((one) => one === path || one.startsWith(`${path}/`)),
  );
  const [first] = foreign;
  if (first === undefined || (own.size > 0 && inTheWay === undefined)) return;
  throw new MeshplanError(
    "MP9006",
    inTheWay === undefined
      ? `${folder} holds files that meshplan render did not write for this mesh, such as ${first}`
      : `meshplan render did not write ${join(folder, inTheWay)}, and will not write over it`,
    { nextSteps: ["name a folder of its own: --out DIR"] },
  );
}

async function exchange(
  folder: string,
  files: ReadonlyMap<string, string>,
  own: ReadonlySet<string>,
): Promise<WrittenFolder> {
  let written = 0;
  for (const [path, text] of files) if (await writeIfOther(join(folder, path), text)) written += 1;
  const old = [...own].filter((path) => !files.has(path));
  for (const path of old) {
    await rm(join(folder, path));
    await removeEmpty(join(folder, dirname(path)));
  }
  return { written, unchanged: files.size - written, removed: old.length };
}

/** Equal files keep their time. */
async function writeIfOther(path: string, text: string): Promise<boolean> {
  if (await hasText(path, text)) return false;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { mode: 0o644 });
  return true;
}

async function hasText(path: string, text: string): Promise<boolean> {
  const present = await bytesWithin(path, LIMITS.file.most).catch(() => undefined);
  return present?.toString("utf8") === text;
}

/** The folder of a cluster that left goes with its last file. */
async function removeEmpty(folder: string): Promise<void> {
  if ((await readdir(folder)).length === 0) await rmdir(folder);
}
