import { createHash } from "node:crypto";
import { lstat, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Json } from "../../kube/object.ts";
import { LIMITS } from "../../util/limits.ts";
import { bytesWithin } from "../host/bounded-file.ts";
import { writeFile } from "../host/write-file.ts";

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

/** A folder or file that somebody else may have written, or led elsewhere: nothing is read from it. */
export interface Distrusted {
  readonly path: string;
  /** A sentence about `it`, without a full stop. */
  readonly why: string;
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
 * not write them. The checksum finds damage, no intent. `undefined`: nothing is kept. What is not believed goes to `onDistrust`,
 * each time it is met.
 */
export function cacheFolder(
  folder: string | undefined,
  onDistrust: (found: Distrusted) => void = () => undefined,
): CacheFolder {
  if (folder === undefined) return NOTHING_KEPT;
  const isOwn = async (path: string, kind: "folder" | "file"): Promise<boolean> => {
    const why = await whyNotOwn(path, kind);
    if (why !== undefined) onDistrust({ path, why });
    return why === undefined;
  };
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

/** Undefined: it is the user's alone. Windows has neither such owners nor such modes; there the profile of the user is the user's. */
async function whyNotOwn(path: string, kind: "folder" | "file"): Promise<string | undefined> {
  const found = await lstat(path);
  if (kind === "folder" ? !found.isDirectory() : !found.isFile()) return `it is no ${kind}`;
  if (process.getuid === undefined) return undefined;
  if (found.uid !== process.getuid()) return "it belongs to another user";
  return (found.mode & GROUP_OR_OTHERS_WRITE) === 0 ? undefined : "others may write to it";
}

function checked(file: string): Json | undefined {
  const end = file.indexOf("\n");
  const text = file.slice(end + 1);
  return file.slice(0, end) === checksum(text) ? (JSON.parse(text) as Json) : undefined;
}

function checksum(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
