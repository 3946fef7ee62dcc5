import { createHash } from "node:crypto";
import { lstat, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Json } from "../kube/object.ts";
import { LIMITS } from "../util/limits.ts";
import { bytesWithin } from "./bounded-file.ts";
import { writeFile } from "./write-file.ts";

/**
 * JSON that can be made again, kept between runs. Nothing here ever fails: what cannot be read, or is not what was
 * written, counts as absent; what cannot be written is made anew the next time.
 */
export interface CacheFolder {
  /** Where more can be kept; undefined where nothing is kept. Made where it is missing. */
  folder(): Promise<string | undefined>;
  read(name: string): Promise<Json | undefined>;
  write(name: string, value: Json): Promise<void>;
}

/** `XDG_CACHE_HOME/meshplan`, else `~/.cache/meshplan`. */
export function defaultCacheFolder(
  env: { readonly [name: string]: string | undefined },
  home: string,
): string {
  const base = env["XDG_CACHE_HOME"] ?? "";
  return join(base === "" ? join(home, ".cache") : base, "meshplan");
}

/** On a build server nothing is kept unless it is asked for: jobs of strangers may have had the folder before. */
export function isCacheOff(
  env: { readonly [name: string]: string | undefined },
  asked: boolean | undefined,
): boolean {
  if (asked === true || (env["MESHPLAN_RENDER_CACHE"] ?? "") === "1") return false;
  return (env["CI"] ?? "") !== "";
}

/**
 * Files of one line of checksum and one of JSON, written beside and renamed: two runs at a time do not disturb.
 *
 * Only what the user alone could have written is believed: the folder and each file are the user's, no links, and others may
 * not write them. The checksum finds damage, no intent. `undefined`: nothing is kept.
 */
export function cacheFolder(folder: string | undefined): CacheFolder {
  if (folder === undefined) return NOTHING_KEPT;
  const usable = async (): Promise<string | undefined> => {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return (await isOwn(folder, "folder")) ? folder : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    folder: usable,
    read: async (name) => {
      try {
        const path = join(folder, name);
        if (!(await isOwn(folder, "folder")) || !(await isOwn(path, "file"))) return undefined;
        return checked((await bytesWithin(path, LIMITS.file.most)).toString("utf8"));
      } catch {
        return undefined;
      }
    },
    write: async (name, value) => {
      const text = JSON.stringify(value);
      if ((await usable()) === undefined) return;
      try {
        const whole = `${checksum(text)}\n${text}`;
        await writeFile(join(folder, name), whole, { mode: 0o600, sync: false });
      } catch {
        // Made anew the next time.
      }
    },
  };
}

const NOTHING_KEPT: CacheFolder = {
  folder: () => Promise.resolve(undefined),
  read: () => Promise.resolve(undefined),
  write: () => Promise.resolve(),
};

const GROUP_OR_OTHERS_WRITE = 0o022;

/** Windows has neither such owners nor such modes; there the profile of the user is the user's. */
async function isOwn(path: string, kind: "folder" | "file"): Promise<boolean> {
  const found = await lstat(path);
  const isKind = kind === "folder" ? found.isDirectory() : found.isFile();
  if (process.getuid === undefined) return isKind;
  return isKind && found.uid === process.getuid() && (found.mode & GROUP_OR_OTHERS_WRITE) === 0;
}

function checked(file: string): Json | undefined {
  const end = file.indexOf("\n");
  const text = file.slice(end + 1);
  return file.slice(0, end) === checksum(text) ? (JSON.parse(text) as Json) : undefined;
}

function checksum(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
